//! The names that an expression uses.

use super::{Expr, ExprKind, Key};

impl Expr {
    /// Every name that may be a column, once each, in order of first use: bare and backquoted names, and those that
    /// index a parameter (`optimizer` of `beta[optimizer]`). Left out are parameters that are certain (`par(E)`, the
    /// `beta` of `beta[...]`), and the running name of a `sum` and the unknown of a `root` within them.
    ///
    /// It is what a reader must not leave out when it reads only some columns of a table.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut names = Vec::new();
        collect(self, &mut Vec::new(), &mut names);
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(*name));
        names.into_iter()
    }
}

fn collect<'a>(expr: &'a Expr, hidden: &mut Vec<&'a str>, names: &mut Vec<&'a str>) {
    let bare = |name: &'a str, hidden: &[&str], names: &mut Vec<&'a str>| {
        if !hidden.contains(&name) {
            names.push(name);
        }
    };
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Parameter(_) => {}
        ExprKind::Name(name) => bare(name, hidden, names),
        ExprKind::Column(name) => names.push(name),
        ExprKind::Indexed(_, keys) => {
            for key in keys {
                if let Key::Name(name, _) = key {
                    bare(name, hidden, names);
                }
            }
        }
        ExprKind::Unary(_, operand) => collect(operand, hidden, names),
        ExprKind::Binary(_, left, right) => {
            collect(left, hidden, names);
            collect(right, hidden, names);
        }
        ExprKind::Call(_, args) => args.iter().for_each(|arg| collect(&arg.value, hidden, names)),
        ExprKind::Sum { index, body, .. } => {
            hidden.push(index);
            collect(body, hidden, names);
            hidden.pop();
        }
        ExprKind::Root { equation, unknown, lo, hi } => {
            hidden.push(unknown);
            collect(equation, hidden, names);
            hidden.pop();
            collect(lo, hidden, names);
            collect(hi, hidden, names);
        }
    }
}
