"""Spectra of matrices and models in memory: closed forms, numpy's values, the numbers of files."""

import math

import pytest

import lawful

np = pytest.importorskip("numpy")


@pytest.fixture
def noise():
    return np.random.default_rng(0).normal(size=(400, 200))


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_ranks_of_a_list():
    found = lawful.spectrum([1.0, 4.0, 1.0, 2.0], sims=0)
    p = [0.5, 0.25, 0.125, 0.125]
    assert found.value == [4.0, 2.0, 1.0, 1.0] and found.kind == "eigenvalues" and found.stable_rank == 2.0
    assert found.participation_ratio == pytest.approx(64 / 22, rel=1e-14)
    assert found.entropy_rank == pytest.approx(math.exp(-sum(x * math.log(x) for x in p)), rel=1e-14)
    singular = lawful.spectrum([2.0, math.sqrt(2.0), 1.0, 1.0], of="singular", sims=0)
    assert singular.participation_ratio == pytest.approx(64 / 22, rel=1e-14)


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_noise_and_a_spike(noise):
    plain = lawful.spectrum(noise, sims=0)
    # Marchenko & Pastur: the eigenvalues of noise end at (sqrt(rows) + sqrt(cols))^2; the fitted variance scatters by 1 %.
    assert plain.mp_edge == pytest.approx((math.sqrt(400) + math.sqrt(200)) ** 2, rel=0.03)
    assert plain.outliers == 0 and plain.verdict == "noise"
    # 0.5307 +- its error: eigenvalues of random matrices repel each other.
    assert abs(plain.gap_ratio - 0.5307) < 4 * plain.gap_ratio_err
    u, v = np.ones(400) / 20, np.ones(200) / math.sqrt(200)
    spiked = lawful.spectrum(noise + 60 * np.outer(u, v), sims=0)
    # A spike t of noise of variance 1 stands at sqrt((t^2 + n)(t^2 + m))/t (Benaych-Georges & Nadakuditi 2012).
    assert spiked.outliers == 1
    assert spiked.value[0] == pytest.approx(math.sqrt((3600 + 400) * (3600 + 200)) / 60, rel=0.02)
    values = np.linalg.svd(noise, compute_uv=False)
    assert np.allclose(plain.value, values, rtol=1e-10)
    listed = lawful.spectrum(values**2 / 400, shape=(400, 200), sims=0)
    assert listed.outliers == 0 and listed.mp_edge == pytest.approx(plain.mp_edge / 400, rel=1e-9)


def test_eigenvalues(noise):
    square = noise[:100, :100]
    symmetric = lawful.spectrum(square + square.T, of="eigen", sims=0)
    assert np.allclose(symmetric.value, np.linalg.eigvalsh(square + square.T)[::-1], atol=1e-11)
    assert symmetric.stable_rank is None and "not negative" in symmetric.no_ranks
    general = lawful.spectrum(square, of="eigen")
    found = np.sort_complex(np.array(general.value) + 1j * np.array(general.imaginary))
    assert np.allclose(found, np.sort_complex(np.linalg.eigvals(square)), atol=1e-10)
    # The circular law: noise fills the disk of radius |A|_F/sqrt(n), up to a few n^(-1/2).
    assert general.disk["spectral_radius"] == pytest.approx(1, abs=0.3)
    assert "imaginary" in general.table("dict")


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_layouts_are_one_matrix(noise):
    noise = noise[:60, :40]
    want = lawful.spectrum(noise, sims=0).value
    wide = np.zeros((60, 120))
    wide[:, ::3] = noise
    for same in (np.asfortranarray(noise), wide[:, ::3], noise[::-1], noise.tolist(), noise.astype(">f8")):
        # Rows in another order sum in another order.
        assert np.allclose(lawful.spectrum(same, sims=0).value, want, rtol=1e-12)
    assert np.allclose(lawful.spectrum(noise.T, sims=0).value, want, rtol=1e-12)
    half = noise.astype("f2")
    assert lawful.spectrum(half, sims=0).value == lawful.spectrum(half.astype("f4"), sims=0).value


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_weights_in_memory_are_those_of_a_file(noise, tmp_path):
    model = {"h.0.w": noise.astype("f4"), "h.1.w": noise[:150].astype("f4"), "h.1.b": noise[0].astype("f4")}
    np.savez(tmp_path / "model.npz", **model)
    numbers = [lawful.weights(source, sims=20).table("dict") for source in (tmp_path / "model.npz", model)]
    assert numbers[0].pop("model") != numbers[1].pop("model") and repr(numbers[0]) == repr(numbers[1])
    nested = lawful.weights({"h": {"0": {"w": model["h.0.w"]}}, "step": 3, "note": "text"}, sims=0)
    assert [layer["name"] for layer in nested.layers] == ["h.0.w"] and nested.table("dict")["block"] == [0.0]
    found = lawful.weights(model, layers="h.1.*", sims=0, against={"h.1.w": model["h.1.w"], "h.1.b": model["h.1.b"]})
    assert found.layers[0]["against"]["relative_change"] == 0.0 and "tails-1" in found.figures
    assert len(found.singular_values("dict")["rank"]) == 150 and "<table>" in found._repr_html_()


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_a_model_is_not_copied(noise):
    resource = pytest.importorskip("resource")
    layer = np.ascontiguousarray(np.tile(noise, (10, 1)), dtype="f4")  # 3.2 MB
    model = {f"h.{i}.w": np.array(layer) for i in range(60)}  # 192 MB
    lawful.weights({"w": layer}, sims=0, threads=1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lawful.weights(model, sims=0, threads=1, layers="h.1*")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < 60e6


class Elsewhere:
    """Stands for a tensor on a device."""

    device, shape = "cuda:0", (2, 2)

    def __dlpack_device__(self):
        return (2, 0)


class Recorded:
    """Stands for a tensor that requires a gradient."""

    requires_grad = True


BAD = [
    (Elsewhere(), r"is a tensor on cuda:0.*\.cpu\(\)"),
    (Recorded(), r"requires a gradient.*\.detach\(\)"),
    (np.ma.array(np.ones((3, 3)), mask=np.eye(3)), r"is masked.*\.filled"),
    (np.ones((3, 3), dtype=object), "values of the type object"),
    (np.ones((3, 3), dtype=complex), "values of the type complex128"),
    (np.array([["a", "b"]]), "values of the type <U1"),
    (np.array([[1.0, np.nan], [1.0, 1.0]]), "row 1, column 2 is NaN"),
    (np.zeros((3, 3)), "every (entry|value) is zero"),
    (np.ones((2, 2, 2)), "3 axes"),
    (np.ones((0, 3)), "nothing|empty|no values|has no entries|0 x 3"),
    ([], "no values"),
    ([1.0, math.inf], "value 2 is inf"),
    ([["a"]], "no matrix of numbers"),
    ({"w": np.ones((2, 2))}, "lawful.weights takes models"),
    (iter([1.0]), "memory can't be read"),
]  # fmt: skip


@pytest.mark.parametrize(("array", "message"), BAD)
def test_bad_arrays(array, message):
    with pytest.raises(lawful.Error, match=message) as raised:
        lawful.spectrum(array)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("model", "message"), [
    ({}, "no arrays"), ({"w": [1, [2]]}, "array 'w'"), ({"w": np.ones(3)}, "is a matrix to measure"), (3, "memory"),
    ({"w": Elsewhere()}, "array 'w' is a tensor on cuda:0"), ("no/such/model", "no such file"),
])  # fmt: skip
def test_bad_models(model, message):
    with pytest.raises(lawful.Error, match=message):
        lawful.weights(model)


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_torch(noise):
    torch = pytest.importorskip("torch")
    tensor = torch.tensor(noise, dtype=torch.float32)
    want = lawful.spectrum(noise.astype("f4"), sims=0).value
    assert lawful.spectrum(tensor, sims=0).value == want
    assert np.allclose(lawful.spectrum(tensor.t(), sims=0).value, want, rtol=1e-6)
    low = tensor.to(torch.bfloat16)
    assert lawful.spectrum(low, sims=0).value == lawful.spectrum(low.float(), sims=0).value
    half = tensor.half()
    assert lawful.spectrum(half, sims=0).value == lawful.spectrum(half.float(), sims=0).value
    module = torch.nn.Linear(200, 400)
    assert lawful.weights(module, sims=0).layers[0]["name"] == "weight"
    assert lawful.weights(module.state_dict(), sims=0).skipped[0]["code"] == "vector"
    for bad, message in [
        (module.weight, "requires a gradient"), (tensor.to_sparse(), "sparse"), (tensor.to("meta"), "meta"),
        (torch.ones(2, 2, dtype=torch.complex64), "complex"),
    ]:  # fmt: skip
        with pytest.raises(lawful.Error, match=message):
            lawful.spectrum(bad)
    table = {"x": torch.tensor([1.0, 2.0, 4.0, 8.0]), "y": torch.tensor([3.0, 2.1, 1.5, 1.06], dtype=torch.float16)}
    assert lawful.fit(table, "y ~ c*x^-k", noise="lognormal", brief=True)["k"].value == pytest.approx(0.5, abs=0.01)
    with pytest.raises(lawful.Error, match="column 'x' is a tensor that requires a gradient"):
        lawful.fit({**table, "x": table["x"].requires_grad_()}, "y ~ c*x^-k")
