//! Folders and patterns: tables one below the other.

use lawful_io::{ReadOptions, Table};

use super::{Folder, names, numbers, texts};

#[test]
fn files_one_below_the_other_in_the_order_people_count_in() {
    let folder = Folder::new("below");
    folder.file("runs/10.csv", b"N,loss\n3,1\n");
    folder.file("runs/2.csv", b"N,loss,note\n1,3,x\n2,2,\n");
    folder.file("runs/.hidden.csv", b"no table");
    folder.file("runs/README.md", b"# no table");
    for name in ["runs", "runs/*.csv", "r?ns/[0-9]*.csv", "**/*.csv"] {
        let table = Table::read(folder.0.join(name)).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(names(&table), ["source", "N", "loss", "note"], "{name}");
        assert_eq!(numbers(&table, "N"), [1.0, 2.0, 3.0].map(Some));
        let file = |name: &str| texts(&table, "source")[0].ends_with(name);
        assert!(file("2.csv"), "{name}");
        assert_eq!(texts(&table, "note"), ["x", "-", "-"]);
        assert_eq!(table.source.rows, 3);
        assert!(table.place(2).ends_with("10.csv)"), "{}", table.place(2));
    }
    let only = Table::read_with(folder.0.join("runs"), &ReadOptions::only(["loss", "source"])).unwrap();
    assert_eq!(names(&only), ["source", "loss"]);
    assert_eq!(Table::header(folder.0.join("runs")).unwrap(), ["source", "N", "loss", "note"]);
}

#[test]
fn the_hash_is_that_of_what_sha256sum_prints() {
    let folder = Folder::new("hash");
    let (a, b) = (folder.file("a.csv", b"abc"), folder.file("b.csv", b"abc"));
    // FIPS 180 of "abc"; then of the two lines.
    let sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let lines = folder.file("sums.txt", format!("{sum}  {}\n{sum}  {}\n", a.display(), b.display()).as_bytes());
    let of_lines = Table::read(lines).unwrap().source.sha256;
    assert_eq!(Table::read(folder.0.join("*.csv")).unwrap().source.sha256, of_lines);
}

#[test]
fn numbers_and_texts_together_name_file_and_row() {
    let folder = Folder::new("mixed");
    folder.file("a.csv", b"loss,done\n1,true\n2,false\n");
    folder.file("b.csv", b"loss,done\n3,true\ndiverged,true\n");
    let table = Table::read(&folder.0).unwrap();
    let message = table.numbers("loss").unwrap_err().message;
    assert!(
        message.contains("row 4 (row 2 of ") && message.contains("b.csv), column 'loss': 'diverged' is not"),
        "{message}"
    );
    assert_eq!(texts(&table, "loss"), ["1", "2", "3", "diverged"]);
    assert!(table.column("done").unwrap().boolean);
    assert_eq!(numbers(&table.take(&[0, 1, 2]), "loss"), [1.0, 2.0, 3.0].map(Some));
}

#[test]
fn what_is_no_one_table_says_so() {
    let folder = Folder::new("refused");
    assert!(folder.error("").contains("no table in this folder"));
    folder.file("two/a.csv", b"x\n1\n");
    folder.file("two/b.json", b"{\"x\": 1}");
    assert!(
        folder.error("two").contains("files of several kinds: 1 like a.csv, 1 like b.json; say which with a pattern")
    );
    assert!(folder.error("two/*.tsv").ends_with("no file has this form"));
    assert!(folder.error("none/*.csv").contains("there is no folder"));
    assert!(folder.error("none.csv").ends_with("no such file"));
    folder.file("json/a.json", br#"{"results": {"t": {"acc": 1}}, "versions": {}}"#);
    folder.file("json/b.json", br#"{"loss": 1}"#);
    assert!(folder.error("json").contains("a.json is lm-eval-harness results, "));
    folder.file("bad/a.csv", b"x\n1\n");
    folder.file("bad/b.csv", b"x\n\xff\n");
    assert!(folder.error("bad").contains("b.csv: row 1, column 'x': byte 0xff is not UTF-8"));
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_are_an_error() {
    let folder = Folder::new("cycle");
    folder.file("runs/a.csv", b"x\n1\n");
    std::os::unix::fs::symlink(folder.0.join("runs"), folder.0.join("runs/back")).unwrap();
    for name in ["runs", "runs/**/*.csv"] {
        assert!(folder.error(name).contains("a link that leads back to"), "{name}");
    }
    // A link elsewhere is followed.
    std::fs::remove_file(folder.0.join("runs/back")).unwrap();
    folder.file("other/b.csv", b"x\n2\n");
    std::os::unix::fs::symlink(folder.0.join("other"), folder.0.join("runs/more")).unwrap();
    assert_eq!(texts(&Table::read(folder.0.join("runs")).unwrap(), "source"), ["a.csv", "more/b.csv"]);
}

#[test]
fn a_table_with_a_source_of_its_own_keeps_it() {
    let folder = Folder::new("source");
    folder.file("a.csv", b"source,x\nlab,1\n");
    folder.file("b.csv", b"x\n2\n");
    let table = Table::read(&folder.0).unwrap();
    assert_eq!(names(&table), ["file", "source", "x"]);
    assert_eq!(texts(&table, "source"), ["lab", "-"]);
}
