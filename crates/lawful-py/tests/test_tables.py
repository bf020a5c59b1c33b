"""The same fit from every kind of table; results come as the caller's kind."""

import array
import datetime
import math

import pytest
from conftest import CHINCHILLA, LAW

import lawful

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

POWER = "y ~ c*x^-k"


def exponent(table, **options):
    return lawful.fit(table, POWER, noise="lognormal", **options)["k"].value


def test_every_kind_gives_the_same_bits(line):
    want = exponent(line)
    arrays = {name: np.array(values) for name, values in line.items()}
    wide = np.zeros((10, 6))
    wide[:, 1], wide[:, 4] = arrays["x"], arrays["y"]
    record = np.rec.fromarrays([arrays["x"], arrays["y"]], names="x,y")
    tables = [
        arrays,
        {name: array.array("d", values) for name, values in line.items()},
        {"x": wide[:, 1], "y": wide[:, 4]},
        {"x": arrays["x"][::-1], "y": arrays["y"][::-1]},
        {"x": arrays["x"].astype(np.int64), "y": arrays["y"]},
        {"x": arrays["x"].astype(np.float16), "y": arrays["y"].astype(">f8")},
        {"x": np.ma.array(arrays["x"]), "y": tuple(line["y"])},
        {"x": pl.Series(line["x"]), "y": pa.chunked_array([line["y"][:3], line["y"][3:]])},
        {"x": pd.Series(line["x"]), "y": pd.Series(line["y"])},
        record,
        pd.DataFrame(line),
        pd.DataFrame(line).convert_dtypes(),
        pd.DataFrame(line).astype({"x": "Int64"}),
        pl.DataFrame(line),
        pl.concat([pl.DataFrame(line)[:4], pl.DataFrame(line)[4:]], rechunk=False),
        pa.table(line),
        pa.record_batch(line),
    ]
    for table in tables:
        # Rows in another order sum in another order.
        assert exponent(table) == pytest.approx(want, rel=1e-12), type(table)
    assert exponent(arrays) == exponent(pl.DataFrame(line)) == exponent(pa.table(line)) == exponent(pd.DataFrame(line))


def test_missing_cells_are_left_out_and_counted(line):
    x = [*line["x"], None, 3.0]
    y = [*line["y"], 1.0, None]
    masked = np.ma.array([*line["y"], 1.0, -99.0], mask=[False] * 11 + [True])
    tables = [
        {"x": x, "y": y},
        {"x": np.ma.array([v or 0.0 for v in x], mask=[v is None for v in x]), "y": masked},
        pd.DataFrame({"x": x, "y": y}),
        pd.DataFrame({"x": x, "y": y}, dtype="Float64"),
        pl.DataFrame({"x": x, "y": y}),
        pa.table({"x": x, "y": y}),
    ]
    for table in tables:
        fit = lawful.fit(table, POWER, noise="lognormal")
        assert (fit.n, fit["k"].value) == (10, exponent(line)), type(table)
        assert sum(d["rows"] for d in fit.data["dropped"]) == 2


def test_nan_is_an_error_but_in_pandas(line):
    y = [*line["y"][:9], math.nan]
    for table in ({"x": line["x"], "y": y}, {"x": line["x"], "y": np.array(y)}, pl.DataFrame({"x": line["x"], "y": y})):
        with pytest.raises(lawful.Error, match="row 10.*'y'"):
            exponent(table)
    assert lawful.fit(pd.DataFrame({"x": line["x"], "y": y}), POWER, noise="lognormal").n == 9


def test_categories(line):
    groups = ["adam", "muon"] * 5
    y = [v * (2.0 if g == "muon" else 1.0) for v, g in zip(line["y"], groups, strict=True)]
    data = {"x": line["x"], "y": y, "optimizer": groups}
    frame = pd.DataFrame(data)
    tables = [
        data,
        {**data, "optimizer": np.array(groups)},
        frame,
        frame.astype({"optimizer": "category"}),
        frame.astype({"optimizer": object}),
        pl.DataFrame(data),
        pl.DataFrame(data).with_columns(pl.col("optimizer").cast(pl.Categorical)),
        pa.table({**data, "optimizer": pa.array(groups).dictionary_encode()}),
    ]
    found = [lawful.fit(t, "y ~ c[optimizer]*x^-k", noise="lognormal")['c["muon"]'].value for t in tables]
    assert set(found) == {found[0]} and found[0] == pytest.approx(6.0, rel=0.05)


def test_results_come_as_the_callers_kind(line):
    for table, kind in ((pd.DataFrame(line), pd.DataFrame), (pl.DataFrame(line), pl.DataFrame),
                        (pa.table(line), pa.Table), (line, dict)):
        fit = lawful.fit(table, POWER, noise="lognormal", bootstrap=20)
        for made in (fit.residuals, fit.params.table(), fit.predict(table).table(), fit.draws):
            assert isinstance(made, kind)
        assert list(fit.residuals["observed"]) == (line["y"] if kind is dict else list(table["y"]))
        assert list(map(float, map(str, fit.residuals["row"]))) == list(range(1, 11))
    assert isinstance(lawful.fit(line, POWER).params.table("polars"), pl.DataFrame)


BAD = [
    ({"x": [], "y": []}, "there are no rows"),
    ({"x": [1.0, 2.0], "y": [1.0]}, "'y' has 1 rows, the first one 2"),
    ({"x": [1.0, "two", 3.0], "y": [1.0, 2.0, 3.0]}, "row 2, column 'x': 'two' is not a number"),
    ({"x": ["a", "b", "c"], "y": [1.0, 2.0, 3.0]}, "'x' holds text"),
    ({"x": [1.0, [2.0], 3.0], "y": [1.0, 2.0, 3.0]}, "column 'x' holds a list in row 2"),
    ({"x": np.ones((3, 2)), "y": [1.0, 2.0, 3.0]}, r"column 'x' has the shape \[3, 2\]"),
    ({"x": np.array([1j, 2j]), "y": [1.0, 2.0]}, "column 'x' holds"),
    ({"x": [1.0, datetime.date(2020, 1, 1)], "y": [1.0, 2.0]}, "column 'x' holds a date in row 2"),
    ({"x": np.array(["2020-01-01"] * 2, dtype="M8[D]"), "y": [1.0, 2.0]}, "column 'x' holds"),
    ({"x": iter([1.0]), "y": [1.0]}, "column 'x' is a list_iterator"),
    (pl.DataFrame({"x": [datetime.date(2020, 1, 1)] * 3, "y": [1.0, 2.0, 3.0]}), "column 'x' holds values of the type"),
    (pl.LazyFrame({"x": [1.0]}), "collect"),
    (pd.DataFrame({"x": [object()] * 3, "y": [1.0, 2.0, 3.0]}), "column 'x' holds a object in row 1"),
    (pd.DataFrame([[1.0, 2.0, 3.0]] * 3, columns=["x", "y", "x"]), "occurs twice"),
    (42, "a table is"),
    ([1.0, 2.0], "a table is"),
    ("no/such/file.csv", "no such file"),
]


@pytest.mark.parametrize(("table", "message"), BAD)
def test_bad_tables(table, message):
    with pytest.raises(lawful.Error, match=message) as raised:
        lawful.fit(table, POWER, noise="lognormal")
    assert "\n" not in str(raised.value)


def test_a_tensor_on_a_device(line):
    class Tensor:
        device = "cuda:0"

        def __dlpack_device__(self):
            return (2, 0)

    with pytest.raises(lawful.Error, match=r"column 'x' is a tensor on cuda:0.*\.cpu\(\)"):
        exponent({"x": Tensor(), "y": line["y"]})


def test_columns_that_the_law_does_not_name_may_hold_anything(line):
    frame = pd.DataFrame({**line, "when": pd.Timestamp("2020-01-01"), "what": [{}] * 10})
    assert exponent(frame) == exponent(line)


def test_a_column_named_like_a_parameter(line):
    with pytest.warns(lawful.LawfulWarning, match="near-column-name|did you mean") as caught:
        lawful.fit({**line, "Slope": [1.0] * 10}, "y ~ c*x^-slope", noise="lognormal")
    assert any(item.message.code == "near-column-name" for item in caught)
    assert list(lawful.fit({**line, "k": [0.5] * 10}, POWER, noise="lognormal").params) == ["c"]


def test_a_big_frame_is_not_copied_but_for_its_columns():
    resource = pytest.importorskip("resource")
    rows = 300_000
    x = np.exp(np.random.default_rng(0).uniform(0, 9, rows))
    other = {f"c{i}": np.zeros(rows) for i in range(40)}
    frame = pl.DataFrame({"x": x, "y": 3 * x**-0.5, **other})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fit = lawful.fit(frame, POWER, noise="lognormal", brief=True, start={"c": 2.0, "k": 0.4})
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert fit["k"].value == pytest.approx(0.5, abs=1e-9)
    # 42 columns are 101 MB; two of them, and what a fit of two takes, are far less.
    assert grown < 100e6


def test_files_and_paths():
    fit = lawful.fit(CHINCHILLA, LAW, where="outlier == 0", noise="laplace", brief=True)
    again = lawful.fit(str(CHINCHILLA), LAW, where="outlier == 0", noise="laplace", brief=True)
    assert fit.params["alpha"] == again.params["alpha"] and fit.data["sha256"]
