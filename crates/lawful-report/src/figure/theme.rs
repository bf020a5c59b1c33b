//! Themes: what the colours by meaning look like.
//!
//! Eight hues that keep apart under the three kinds of colour blindness (after Okabe and Ito,
//! "Color Universal Design", 2008, darkened on white and lightened on black so that every one has
//! a contrast of 3:1 with the paper), and viridis (Smith and van der Walt, 2015, CC0) for values.

/// Dark on light or light on dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// For paper and light pages.
    #[default]
    Light,
    /// For dark pages and slides.
    Dark,
}

/// What a part of a picture is, so far as its colour goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Role {
    Paper,
    Ink,
    Muted,
    Axis,
    Grid,
    MinorGrid,
    Category(u8),
    /// A step of the ramp for values, 0 the lowest, [`RAMP_STEPS`] - 1 the highest.
    Ramp(u8),
}

/// Colours by value are this fine.
pub(crate) const RAMP_STEPS: u8 = 64;

const CATEGORIES: usize = 8;

impl Role {
    pub(crate) fn category(n: usize) -> Role {
        Role::Category((n % CATEGORIES) as u8)
    }

    /// The role of the place `t`, 0 to 1, on the ramp.
    pub(crate) fn ramp(t: f64) -> Role {
        let last = f64::from(RAMP_STEPS - 1);
        Role::Ramp((t.clamp(0.0, 1.0) * last).round() as u8)
    }

    /// Red, green and blue of the role in a theme (sRGB).
    pub(crate) fn rgb(self, theme: Theme) -> [u8; 3] {
        let look = match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        };
        hex(match self {
            Role::Paper => look.paper,
            Role::Ink => look.ink,
            Role::Muted => look.muted,
            Role::Axis => look.axis,
            Role::Grid => look.grid,
            Role::MinorGrid => look.minor_grid,
            Role::Category(n) => look.categories[usize::from(n) % CATEGORIES],
            Role::Ramp(step) => {
                let t = f64::from(step) / f64::from(RAMP_STEPS - 1);
                return viridis(look.ramp.0 + t * (look.ramp.1 - look.ramp.0));
            }
        })
    }

    /// Every role, for a style sheet.
    pub(crate) fn all() -> impl Iterator<Item = Role> {
        use Role::*;
        let plain = [Paper, Ink, Muted, Axis, Grid, MinorGrid];
        let categories = (0..CATEGORIES as u8).map(Category);
        plain.into_iter().chain(categories).chain((0..RAMP_STEPS).map(Ramp))
    }
}

struct Look {
    paper: u32,
    ink: u32,
    muted: u32,
    axis: u32,
    grid: u32,
    minor_grid: u32,
    categories: [u32; CATEGORIES],
    /// The part of viridis that stands out from the paper.
    ramp: (f64, f64),
}

const LIGHT: Look = Look {
    paper: 0xFFFFFF,
    ink: 0x1A1C1F,
    muted: 0x5F656D,
    axis: 0x4A4F55,
    grid: 0xE4E6E9,
    minor_grid: 0xF2F3F5,
    categories: [0x0072B2, 0xD55E00, 0x009E73, 0xAA3F83, 0xB07D00, 0x2E9CCA, 0x6B6B6B, 0x7A4B22],
    ramp: (0.0, 0.84),
};

const DARK: Look = Look {
    paper: 0x14171A,
    ink: 0xECEEF0,
    muted: 0xA2A9B1,
    axis: 0x8B929A,
    grid: 0x2B3035,
    minor_grid: 0x1F2327,
    categories: [0x56B4E9, 0xFF8C42, 0x2CC295, 0xE58FC0, 0xF0C24B, 0x7FA8FF, 0xB4B4B4, 0xC99A6B],
    ramp: (0.28, 1.0),
};

/// Ten equally spaced colours of viridis, joined by straight lines.
fn viridis(t: f64) -> [u8; 3] {
    const STOPS: [u32; 10] =
        [0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C, 0xFDE725];
    let place = t.clamp(0.0, 1.0) * (STOPS.len() - 1) as f64;
    let low = (place as usize).min(STOPS.len() - 2);
    let (a, b) = (hex(STOPS[low]), hex(STOPS[low + 1]));
    let share = place - low as f64;
    std::array::from_fn(|i| {
        let (a, b) = (f64::from(a[i]), f64::from(b[i]));
        (a + share * (b - a)).round() as u8
    })
}

fn hex(rgb: u32) -> [u8; 3] {
    let [_, r, g, b] = rgb.to_be_bytes();
    [r, g, b]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.2).
    fn luminance(rgb: [u8; 3]) -> f64 {
        let [r, g, b] = rgb.map(|c| {
            let c = f64::from(c) / 255.0;
            match c <= 0.04045 {
                true => c / 12.92,
                false => ((c + 0.055) / 1.055).powf(2.4),
            }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn contrast(role: Role, theme: Theme) -> f64 {
        let (a, b) = (luminance(role.rgb(theme)), luminance(Role::Paper.rgb(theme)));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn data_and_text_stand_out_from_the_paper() {
        for theme in [Theme::Light, Theme::Dark] {
            for role in (0..CATEGORIES as u8).map(Role::Category) {
                let ratio = contrast(role, theme);
                assert!(ratio >= 3.0, "{role:?} in {theme:?}: {ratio:.2}");
            }
            assert!(contrast(Role::Ink, theme) >= 12.0);
            assert!(contrast(Role::Muted, theme) >= 4.5);
            for role in (0..RAMP_STEPS).map(Role::Ramp) {
                let ratio = contrast(role, theme);
                assert!(ratio >= 1.7, "{role:?} in {theme:?}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn the_ramp_grows_lighter_all_the_way() {
        for theme in [Theme::Light, Theme::Dark] {
            let light: Vec<f64> = (0..RAMP_STEPS).map(|step| luminance(Role::Ramp(step).rgb(theme))).collect();
            assert!(light.windows(2).all(|w| w[0] < w[1]));
        }
    }
}
