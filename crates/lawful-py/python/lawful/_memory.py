"""Memory of other libraries: tensors that lie elsewhere or carry gradients are told apart before they are read."""

from __future__ import annotations

from typing import Any

from ._lawful import Error

_HOST_DEVICES = (1, 3, 11, 13)  # DLPack: CPU and memory that a CPU can read


def family(data: Any) -> str:
    """The library that a value belongs to: `numpy`, `torch`, `pandas`."""
    return type(data).__module__.partition(".")[0]


def on_host(what: str, values: Any) -> None:
    """Refuses a tensor that a CPU can't read, or whose gradient is recorded."""
    device = getattr(values, "device", "another device")
    elsewhere = family(values) == "torch" and getattr(device, "type", "cpu") not in ("cpu", "meta")
    if not elsewhere and hasattr(values, "__dlpack_device__") and getattr(device, "type", "") != "meta":
        elsewhere = int(values.__dlpack_device__()[0]) not in _HOST_DEVICES
    if elsewhere:
        raise Error(f"{what} is a tensor on {device}; move it to the host first, as with .cpu()")
    if getattr(device, "type", "") == "meta":
        raise Error(f"{what} is a tensor on the meta device, which has no values; load the weights first")
    if getattr(values, "requires_grad", False) is True:
        raise Error(f"{what} is a tensor that requires a gradient; detach it first, as with .detach()")


def of_torch(what: str, tensor: Any) -> tuple[Any, str | None]:
    """A tensor's memory as a numpy array, with the name of its type where numpy has none."""
    if str(tensor.layout) != "torch.strided":
        raise Error(f"{what} is a {str(tensor.layout).removeprefix('torch.')} tensor; make it dense, as with .to_dense()")
    import torch

    kinds = {
        torch.bfloat16: (torch.int16, "bf16"),
        getattr(torch, "float8_e4m3fn", None): (torch.uint8, "f8_e4m3"),
        getattr(torch, "float8_e5m2", None): (torch.uint8, "f8_e5m2"),
    }
    plain, name = kinds.get(tensor.dtype, (None, None))
    try:
        return (tensor if plain is None else tensor.view(plain)).numpy(), name
    except (TypeError, RuntimeError) as error:
        raise Error(f"{what} is a tensor that numpy can't hold: {error}") from None
