"""Writes the files of this folder with the libraries of the programs whose files they are.

python3 -m venv V; V/bin/pip install tensorboard tensorboardX pyarrow pandas polars openpyxl xlsxwriter transformers
V/bin/pip install --no-deps lm_eval; V/bin/pip install requests jinja2 pyyaml; V/bin/python make.py

The values are simple functions of the step or row, so that the tests know them without these files.
"""

import csv
import datetime as dt
import json
import shutil
import sys
import types
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import xlsxwriter
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.plugins.scalar import summary_v2 as scalar
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboardX import SummaryWriter

HERE = Path(__file__).parent


def fresh(name):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


# TensorBoard by tensorboardX (as PyTorch's SummaryWriter): simple_value, hyperparameters, things that are no scalars.
runs = fresh("tensorboard")
for run, lr in [("small", 0.01), ("large", 0.003)]:
    writer = SummaryWriter(str(runs / run))
    for step in range(0, 50, 10):
        writer.add_scalar("train/loss", 4.0 / (1 + step), step, walltime=1.7e9 + step)
        if step % 20 == 0:
            writer.add_scalar("val/loss", 5.0 / (1 + step), step, walltime=1.7e9 + step)
    writer.add_histogram("weights", np.arange(10.0), 40)
    writer.add_text("note", "hello", 40)
    writer.file_writer.add_summary(  # what add_hparams writes, but into the run itself
        __import__("tensorboardX.summary", fromlist=["hparams"]).hparams(
            {"lr": lr, "optimizer": "muon", "tied": run == "small"}, {"final": 0.5})[1])
    writer.close()

# A run that was taken up again at step 20: what the first file has from there on does not count.
again = fresh("tensorboard_restart")
writer = SummaryWriter(str(again), filename_suffix=".1")
for step in range(0, 50, 10):
    writer.add_scalar("loss", 1000.0 + step, step)
writer.close()
writer = SummaryWriter(str(again), purge_step=20, filename_suffix=".2")
for step in [20, 30]:
    writer.add_scalar("loss", 2000.0 + step, step)
writer.close()

# TensorFlow 2's way: scalars as tensors.
tensors = fresh("tensorboard_tensors")
writer = EventFileWriter(str(tensors))
for step in range(3):
    values = [scalar.scalar_pb("loss", 2.0 / (1 + step)).value[0]]
    for name, dtype, field, value in [("double", 2, "double_val", 0.1), ("int", 9, "int64_val", -7), ("half", 19, "half_val", 0x3E00)]:
        tensor = TensorProto(dtype=dtype)
        getattr(tensor, field).append(value)
        values.append(summary_pb2.Summary.Value(tag=name, tensor=tensor))
    raw = TensorProto(dtype=1, tensor_content=np.float32(step + 0.5).tobytes())
    values.append(summary_pb2.Summary.Value(tag="raw", tensor=raw))
    row = TensorProto(dtype=1, float_val=[1, 2, 3])
    row.tensor_shape.dim.add(size=3)
    values.append(summary_pb2.Summary.Value(tag="row", tensor=row))
    writer.add_event(event_pb2.Event(wall_time=1.7e9, step=step, summary=summary_pb2.Summary(value=values)))
writer.close()

for path in sorted(HERE.rglob("*tfevents*")):
    # Without the time and the machine of writing.
    path.rename(path.with_name("events.out.tfevents.1700000000.host" + (path.suffix if path.suffix in [".1", ".2"] else "")))

# The state of Hugging Face's Trainer: two checkpoints of a run, and the run's own.
from transformers.trainer_callback import TrainerState  # noqa: E402

trainer = fresh("trainer")


def state(steps):
    history = []
    for step in range(100, steps + 1, 100):
        history.append({"epoch": step / 400, "grad_norm": 1.5, "learning_rate": 1e-3 / step, "loss": 3.0 + 1 / step, "step": step})
        if step % 200 == 0:
            history.append({"epoch": step / 400, "eval_loss": 3.5 + 1 / step, "eval_runtime": 2.0, "step": step})
    return TrainerState(epoch=steps / 400, global_step=steps, max_steps=400, log_history=history)


for steps in [200, 400]:
    folder = trainer / "run" / f"checkpoint-{steps}"
    folder.mkdir(parents=True)
    state(steps).save_to_json(str(folder / "trainer_state.json"))
diverged = state(200)
diverged.log_history[0]["loss"] = float("nan")
(trainer / "diverged").mkdir()
diverged.save_to_json(str(trainer / "diverged" / "trainer_state.json"))

# lm-evaluation-harness: its own tracker writes what its evaluator would hand over; and the layout of version 0.3.
for name in ["datasets", "datasets.utils", "datasets.utils.metadata"]:  # only for pushing to the hub
    sys.modules[name] = types.SimpleNamespace(load_dataset=None, MetadataConfigs=None)
from lm_eval.loggers.evaluation_tracker import EvaluationTracker  # noqa: E402

lm_eval = fresh("lm_eval")
for name, acc in [("EleutherAI/pythia-70m", 0.25), ("EleutherAI/pythia-160m", 0.375)]:
    tracker = EvaluationTracker(output_path=str(lm_eval))
    tracker.general_config_tracker.model_name = name
    tracker.general_config_tracker.model_name_sanitized = name.replace("/", "__")
    tracker.save_results_aggregated({
        "results": {
            "arc_easy": {"alias": "arc_easy", "sample_len": 2376, "acc,none": acc, "acc_stderr,none": 0.01, "acc_norm,none": acc / 2, "acc_norm_stderr,none": 0.02},
            "gsm8k": {"alias": "gsm8k", "exact_match,strict-match": 0.0, "exact_match_stderr,strict-match": "N/A", "exact_match,flexible-extract": 0.125, "exact_match_stderr,flexible-extract": 0.005},
        },
        "groups": {}, "group_subtasks": {"arc_easy": [], "gsm8k": []}, "configs": {"arc_easy": {"task": "arc_easy"}},
        "versions": {"arc_easy": 1.0, "gsm8k": 3.0}, "n-shot": {"arc_easy": 0, "gsm8k": 5},
        "higher_is_better": {"arc_easy": {"acc": True, "acc_norm": True}, "gsm8k": {"exact_match": True}},
        "n-samples": {"arc_easy": {"original": 2376, "effective": 2376}, "gsm8k": {"original": 1319, "effective": 100}},
        "config": {"model": "hf", "model_args": f"pretrained={name},revision=step3000", "model_num_parameters": 70426624, "batch_size": "8"},
        "git_hash": "0", "date": 1.7e9,
    })
for results in sorted(lm_eval.rglob("results_*.json")):
    # The time of writing would change at every run.
    data = json.loads(results.read_text())
    for key in ["start_time", "end_time", "total_evaluation_time_seconds"]:
        data.pop(key, None)
    results.write_text(json.dumps(data, indent=2))
    results.rename(results.with_name("results_2024-05-01T12-00-00.json"))
(lm_eval / "EleutherAI__pythia-70m" / "samples_arc_easy_2024-05-01T12-00-00.jsonl").write_text('{"doc_id": 0}\n')
old = fresh("lm_eval_old")
for step in [1, 512]:
    (old / f"70m_step{step}.json").write_text(json.dumps({
        "results": {"lambada_openai": {"ppl": 1e6 / step, "ppl_stderr": 10.0, "acc": step / 1024, "acc_stderr": 0.001}, "winogrande": {"acc": 0.5, "acc_stderr": 0.014}},
        "versions": {"lambada_openai": 0, "winogrande": 0},
        "config": {"model": "hf-causal", "model_args": f"pretrained=EleutherAI/pythia-70m,revision=step{step}", "num_fewshot": 0, "limit": None},
    }, indent=2))

# One JSON a run, as OpenLM's testbed has them.
openlm = fresh("openlm")
for i, (width, tokens) in enumerate([(96, 211386240), (512, 1576514048)]):
    (openlm / f"c4-d={width}-1.0.json").write_text(json.dumps({
        "name": f"c4-d={width}-1.0", "dataset_name": "c4",
        "hyperparameters": {"tokens": tokens, "lr": 3e-3, "qk_norm": True, "params": width * 110097, "fsdp_flags": ["--fsdp", "--fsdp-amp"]},
        "results": [{"loss": 5.5 - i, "val_data": ["openlm"]}, {"loss": 5.25 - i, "val_data": ["c4"]}],
    }, indent=4))

# Weights & Biases: a panel as its page exports it (no library writes it), the history of a run as its artifacts have it,
# the summaries that runs leave in their folders.
wandb = fresh("wandb")
with open(wandb / "panel.csv", "w", newline="") as file:
    out = csv.writer(file, quoting=csv.QUOTE_ALL)
    names = ["swift-sweep-1", "llama - 7B"]
    out.writerow(["Step"] + [f"{run} - {metric}{end}" for run in names for metric in ["_step", "train/loss"] for end in ["", "__MIN", "__MAX"]])
    for step in range(0, 60, 10):
        first = [step] * 3 + [8.0 / (1 + step)] * 3
        second = [step] * 3 + [6.0 / (1 + step)] * 3 if step >= 40 else [""] * 6
        out.writerow([step] + first + second)
pa.parquet = __import__("pyarrow.parquet", fromlist=["write_table"])
pa.parquet.write_table(pa.table({
    "_step": pa.array(range(4), pa.int64()), "_runtime": [0.5 * i for i in range(4)], "_timestamp": [1.7e9 + i for i in range(4)],
    "train/loss": [3.0, 2.5, 2.25, 2.125], "eval/loss": [None, 2.75, None, 2.375],
}), wandb / "history.parquet")
for run, loss in [("run-20240501_120000-a1b2c3", 2.5), ("run-20240502_120000-d4e5f6", 2.25)]:
    folder = wandb / "folder" / run / "files"
    folder.mkdir(parents=True)
    (folder / "wandb-summary.json").write_text(json.dumps({"_step": 99, "_runtime": 12.5, "loss": loss, "_wandb": {"runtime": 12}}))
    (folder / "wandb-metadata.json").write_text(json.dumps({"os": "Linux", "python": "3.11"}))

# Arrow IPC: every type in every packing by pyarrow, and by polars, whose texts are views.
ROWS = 60
arrow = fresh("arrow")
UTC = dt.timezone.utc
table = pa.table({
    "i64": pa.array([None if i % 7 == 0 else i * 10**15 for i in range(ROWS)], pa.int64()),
    "u64": pa.array([2**64 - 1 - i * 2**40 for i in range(ROWS)], pa.uint64()),
    "i8": pa.array([i % 100 - 50 for i in range(ROWS)], pa.int8()),
    "f32": pa.array([i / 4 for i in range(ROWS)], pa.float32()),
    "f16": pa.array([i / 2 for i in range(ROWS)], pa.float16()),
    "f64": pa.array([float("nan") if i == 3 else float("inf") if i == 4 else i / 3 for i in range(ROWS)]),
    "done": pa.array([None if i == 5 else i % 2 == 0 for i in range(ROWS)]),
    "optimizer": pa.array([None if i == 9 else ["adamw", "muon", "lion"][i % 3] for i in range(ROWS)]),
    "large": pa.array([f"run{i}" for i in range(ROWS)], pa.large_string()),
    "kind": pa.array([["a", "b"][i % 2] for i in range(ROWS)]).dictionary_encode(),
    "price": pa.array([__import__("decimal").Decimal(i) / 100 - 1 for i in range(ROWS)], pa.decimal128(12, 2)),
    "when": pa.array([dt.datetime(1970, 1, 1, tzinfo=UTC) + dt.timedelta(milliseconds=500 * i) for i in range(ROWS)], pa.timestamp("us", tz="UTC")),
    "day": pa.array([dt.date(1970, 1, 1) + dt.timedelta(days=i) for i in range(ROWS)]),
    "curve": pa.array([[1.0, 2.0]] * ROWS),
    "nothing": pa.nulls(ROWS),
    "config": pa.array([None if i == 7 else {"lr": i / 8, "name": f"run{i % 5}"} for i in range(ROWS)]),
})
for packing in ["uncompressed", "lz4", "zstd"]:
    feather.write_feather(table, str(arrow / f"{packing}.feather"), compression=packing, chunksize=25)
with pa.OSFile(str(arrow / "stream.arrows"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
    writer.write_table(table, max_chunksize=25)
frame = pl.DataFrame({
    "f64": [i / 3 for i in range(ROWS)],
    "optimizer": [None if i == 9 else ["adamw", "a name of more than twelve bytes"][i % 2] for i in range(ROWS)],
    "kind": pl.Series([["a", "b"][i % 2] for i in range(ROWS)], dtype=pl.Categorical),
})
frame.write_ipc(arrow / "polars.arrow", compression="zstd")

# Excel by two libraries.
excel = fresh("excel")
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "runs"
sheet["B2"], sheet["C2"], sheet["D2"], sheet["E2"], sheet["F2"] = "N", "loss", "optimizer", "done", "start"
for i in range(4):
    sheet.cell(3 + i, 2, 10**(6 + i))
    sheet.cell(3 + i, 3, None if i == 2 else 2.5 + 1 / (1 + i))
    sheet.cell(3 + i, 4, ["adamw", "muon"][i % 2])
    sheet.cell(3 + i, 5, i % 2 == 0)
    sheet.cell(3 + i, 6, dt.datetime(2024, 1, 1 + i, 12, 30))
other = book.create_sheet("other")
other.append(["x", "y"])
other.append([1, "=A2*2"])
book.save(excel / "openpyxl.xlsx")
book = xlsxwriter.Workbook(str(excel / "xlsxwriter.xlsx"))
book.add_worksheet("empty")
sheet = book.add_worksheet("data")
for column, name in enumerate(["step", "loss"]):
    sheet.write(0, column, name)
for i in range(3):
    sheet.write_row(1 + i, 0, [i, 1.5 * i])
sheet.write_formula(4, 1, "=1/0", value="#DIV/0!")
book.close()
