//! TensorBoard event files, by tensorboardX and by TensorBoard itself.

use lawful_io::{Format, ReadOptions, Table};

use super::{bytes, names, numbers, path, read, texts};

const FILE: &str = "events.out.tfevents.1700000000.host";

fn from_bytes(bytes: Vec<u8>) -> Result<Table, lawful_io::Error> {
    Table::from_bytes("log", bytes, Format::TensorBoard, &ReadOptions::default())
}

#[test]
fn a_run_is_a_row_per_step_and_a_column_per_tag() {
    let table = read(&format!("tensorboard/small/{FILE}"));
    let steps: Vec<f64> = (0..50).step_by(10).map(f64::from).collect();
    assert_eq!(table.numbers("step").unwrap(), steps);
    // Written as f32.
    let losses = numbers(&table, "train/loss");
    assert_eq!(losses, steps.iter().map(|s| Some(f64::from((4.0 / (1.0 + s)) as f32))).collect::<Vec<_>>());
    let validation = numbers(&table, "val/loss");
    assert_eq!((validation[1], validation[2]), (None, Some(f64::from((5.0 / 21.0) as f32))));
    assert_eq!(table.numbers("wall_time").unwrap()[4], 1.7e9 + 40.0);
    assert_eq!(numbers(&table, "hparams.lr"), [Some(0.01); 5]);
    assert_eq!(texts(&table, "hparams.optimizer"), ["muon"; 5]);
    assert!(table.column("hparams.tied").unwrap().boolean);
    assert!(table.source.notes[0].contains("are no scalars and were left out"), "{:?}", table.source.notes);
}

#[test]
fn a_folder_of_runs_has_a_source() {
    let table = read("tensorboard");
    assert_eq!(table.rows(), 10);
    assert_eq!(texts(&table, "source"), [["large"; 5], ["small"; 5]].concat());
    assert_eq!(numbers(&table, "hparams.lr"), [[Some(0.003); 5], [Some(0.01); 5]].concat());
    assert_eq!(table.source.files.len(), 2);
    assert_eq!(table.place(6), format!("row 7 (row 2 of {})", path(&format!("tensorboard/small/{FILE}")).display()));
}

#[test]
fn a_restart_takes_back_what_came_after() {
    let table = read("tensorboard_restart");
    assert_eq!(table.numbers("step").unwrap(), [0.0, 10.0, 20.0, 30.0]);
    assert_eq!(table.numbers("loss").unwrap(), [1000.0, 1010.0, 2020.0, 2030.0]);
}

#[test]
fn scalars_as_tensors() {
    let table = read("tensorboard_tensors");
    assert_eq!(numbers(&table, "loss"), [2.0, 1.0, f64::from(2.0 / 3.0f32)].map(Some));
    assert_eq!(numbers(&table, "double"), [Some(0.1); 3]);
    assert_eq!(numbers(&table, "int"), [Some(-7.0); 3]);
    assert_eq!(numbers(&table, "half"), [Some(1.5); 3]);
    assert_eq!(numbers(&table, "raw"), [0.5, 1.5, 2.5].map(Some));
    assert!(!names(&table).contains(&"row"));
}

#[test]
fn content_tells_the_format_before_the_name() {
    let folder = super::Folder::new("tensorboard");
    let file = folder.file("log.csv", &bytes(&format!("tensorboard/large/{FILE}")));
    assert_eq!(Table::read(file).unwrap().rows(), 5);
}

#[test]
fn a_file_cut_off_keeps_its_whole_records() {
    let whole = bytes(&format!("tensorboard_restart/{FILE}.1"));
    let table = from_bytes(whole[..whole.len() - 3].to_vec()).unwrap();
    assert_eq!(table.numbers("loss").unwrap(), [1000.0, 1010.0, 1020.0, 1030.0]);
    assert!(table.source.notes[0].contains("ends inside record 6"), "{:?}", table.source.notes);
    for length in 0..whole.len() {
        if let Err(error) = from_bytes(whole[..length].to_vec()) {
            assert!(!error.message.contains('\n'));
        }
    }
}

#[test]
fn a_wrong_byte_is_found_by_its_checksum() {
    let whole = bytes(&format!("tensorboard_restart/{FILE}.1"));
    for i in 0..whole.len() {
        let mut wrong = whole.clone();
        wrong[i] ^= 0x40;
        let message = from_bytes(wrong).unwrap_err().message;
        assert!(message.contains("checksum") || message.contains("damaged"), "byte {i}: {message}");
    }
}
