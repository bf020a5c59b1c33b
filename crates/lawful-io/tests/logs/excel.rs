//! Workbooks by openpyxl and xlsxwriter, and archives made to harm.

use std::io::Write;

use lawful_io::{Format, ReadOptions, Table};

use super::{bytes, names, numbers, path, read, texts};

fn from_bytes(bytes: Vec<u8>) -> Result<Table, lawful_io::Error> {
    Table::from_bytes("t.xlsx", bytes, Format::Excel, &ReadOptions::default())
}

#[test]
fn a_sheet_that_does_not_start_at_a1() {
    let table = read("excel/openpyxl.xlsx");
    assert_eq!(names(&table), ["N", "loss", "optimizer", "done", "start"]);
    assert_eq!(numbers(&table, "N"), [1e6, 1e7, 1e8, 1e9].map(Some));
    assert_eq!(numbers(&table, "loss"), [Some(3.5), Some(3.0), None, Some(2.75)]);
    assert_eq!(texts(&table, "optimizer"), ["adamw", "muon", "adamw", "muon"]);
    assert!(table.column("done").unwrap().boolean);
    // 1 January 2024, 12:30, in seconds since 1970.
    assert_eq!(table.numbers("start").unwrap()[..2], [1_704_112_200.0, 1_704_112_200.0 + 86_400.0]);
    assert_eq!(table.column("start").unwrap().unit.as_deref(), Some("s since 1970-01-01"));
    assert!(table.source.notes[0].contains("openpyxl.xlsx#other' is the next"), "{:?}", table.source.notes);
}

#[test]
fn a_sheet_by_name() {
    let table = read("excel/openpyxl.xlsx#other");
    assert_eq!(names(&table), ["x", "y"]);
    assert_eq!(numbers(&table, "x"), [Some(1.0)]);
    let message = Table::read(path("excel/openpyxl.xlsx#none")).unwrap_err().message;
    assert!(message.ends_with("no sheet 'none'; the workbook has 'runs', 'other'"), "{message}");
}

#[test]
fn an_empty_sheet_is_passed_over_and_an_error_is_text() {
    let table = read("excel/xlsxwriter.xlsx");
    assert_eq!(numbers(&table, "step"), [Some(0.0), Some(1.0), Some(2.0), None]);
    let message = table.numbers("loss").unwrap_err().message;
    assert!(message.contains("row 4, column 'loss': '#DIV/0!' is not a number"), "{message}");
}

#[test]
fn damaged_in_any_place() {
    let whole = bytes("excel/xlsxwriter.xlsx");
    for length in (0..whole.len()).step_by(37) {
        let message = from_bytes(whole[..length].to_vec()).expect_err("half a file").message;
        assert!(!message.contains('\n'), "{message}");
    }
    for i in (0..whole.len()).step_by(13) {
        let mut wrong = whole.clone();
        wrong[i] ^= 0x5a;
        let _ = from_bytes(wrong); // an error or the same values, but no panic
    }
}

/// A zip archive whose directory claims other lengths than its members have.
fn archive(members: &[(&str, &[u8], u32)]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content, claimed) in members {
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(content).unwrap();
        let packed = packer.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let head = |out: &mut Vec<u8>| {
            for half in [20u16, 0, 8, 0, 0] {
                out.extend(half.to_le_bytes());
            }
            for word in [crc.sum(), packed.len() as u32, *claimed] {
                out.extend(word.to_le_bytes());
            }
            out.extend((name.len() as u16).to_le_bytes());
            out.extend(0u16.to_le_bytes());
        };
        let offset = file.len() as u32;
        file.extend(b"PK\x03\x04");
        head(&mut file);
        file.extend(name.as_bytes());
        file.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\0");
        head(&mut directory);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = file.len() as u32;
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    let count = members.len() as u16;
    file.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    file.extend((directory.len() as u32).to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

#[test]
fn archives_that_unpack_to_more_than_they_say_or_than_fits() {
    let zeros = vec![0u8; 1 << 20];
    // 600 MB announced from one megabyte that packs to a kilobyte: more than deflate can.
    let lies = archive(&[("xl/workbook.xml", &zeros, 600 << 20)]);
    assert!(from_bytes(lies).unwrap_err().message.contains("more than 536870912; save the sheet as CSV"));
    let less = archive(&[("xl/workbook.xml", &zeros, 1000)]);
    assert!(from_bytes(less).unwrap_err().message.contains("unpacks to more bytes than the archive says"));
    let more = archive(&[("xl/workbook.xml", b"<workbook/>", 12)]);
    assert!(from_bytes(more).unwrap_err().message.contains("unpacks to fewer bytes"));
    let other = archive(&[("word/document.xml", b"<document/>", 11)]);
    assert!(from_bytes(other).unwrap_err().message.contains("no Excel workbook"));
}

#[test]
fn one_cell_far_away_takes_no_memory_between() {
    let sheet = |rows: &str| {
        let workbook = r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#;
        let relations = r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let package = r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
        let members = [
            ("_rels/.rels", package),
            ("xl/workbook.xml", workbook),
            ("xl/_rels/workbook.xml.rels", relations),
            ("xl/worksheets/sheet1.xml", &sheet),
        ];
        archive(&members.map(|(name, text)| (name, text.as_bytes(), text.len() as u32)))
    };
    let cell = |place: &str, text: &str| format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let far =
        sheet(&format!(r#"<row r="1">{}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#, cell("A1", "x")));
    let table = from_bytes(far).unwrap();
    assert_eq!((table.rows(), names(&table)), (1_048_575, vec!["x", "column 16384"]));
    let header: String = (0..26).map(|i| cell(&format!("{}1", char::from(b'A' + i)), &format!("c{i}"))).collect();
    let many = sheet(&format!(r#"<row r="1">{header}</row><row r="1048576"><c r="A1048576"><v>1</v></c></row>"#));
    assert!(from_bytes(many).unwrap_err().message.contains("nearly every cell empty"));
}
