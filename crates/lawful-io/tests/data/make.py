"""Writes the Parquet files of this folder with pyarrow, as another program than ours would."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 300
UTC = dt.timezone.utc
table = pa.table({
    "i64": pa.array([None if i % 7 == 0 else i * 10**15 for i in range(ROWS)], pa.int64()),
    "u64": pa.array([2**64 - 1 - i * 2**40 for i in range(ROWS)], pa.uint64()),
    "i8": pa.array([i % 100 - 50 for i in range(ROWS)], pa.int8()),
    "u32": pa.array([2**32 - 1 - i for i in range(ROWS)], pa.uint32()),
    "f32": pa.array([i / 4 for i in range(ROWS)], pa.float32()),
    "f16": pa.array([i / 2 for i in range(ROWS)], pa.float16()),
    "f64": pa.array([float("nan") if i == 3 else float("inf") if i == 4 else i / 3 for i in range(ROWS)]),
    "done": pa.array([None if i == 5 else i % 2 == 0 for i in range(ROWS)]),
    "optimizer": pa.array([None if i == 9 else ["adamw", "muon", "lion"][i % 3] for i in range(ROWS)]),
    "kind": pa.array([["a", "b"][i % 2] for i in range(ROWS)]).dictionary_encode(),
    "price": pa.array([Decimal(i) / 100 - 1 for i in range(ROWS)], pa.decimal128(12, 2)),
    "when": pa.array([dt.datetime(1970, 1, 1, tzinfo=UTC) + dt.timedelta(milliseconds=500 * i) for i in range(ROWS)],
                     pa.timestamp("us", tz="UTC")),
    "day": pa.array([dt.date(1970, 1, 1) + dt.timedelta(days=i) for i in range(ROWS)]),
    "config": pa.array([{"lr": i / 8, "name": f"run{i}"} for i in range(ROWS)]),
    "curve": pa.array([[1.0, 2.0]] * ROWS),
})

for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
    for version in ["1.0", "2.0"]:
        if codec == "brotli" and version == "2.0":
            continue
        pq.write_table(table, f"{codec}_v{version[0]}.parquet", compression=codec, data_page_version=version,
                       row_group_size=128, use_deprecated_int96_timestamps=codec == "gzip")
pq.write_table(table.select(["i64", "f64", "optimizer"]), "delta.parquet", use_dictionary=False, compression="none",
               column_encoding={"i64": "DELTA_BINARY_PACKED", "f64": "BYTE_STREAM_SPLIT", "optimizer": "DELTA_BYTE_ARRAY"})
