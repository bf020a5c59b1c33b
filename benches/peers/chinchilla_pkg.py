"""The PyPI package chinchilla 0.2.0 on the 240 runs, Huber 1e-3 of log loss, against lawful with as many starts.

The package descends by BFGS with finite differences in 80-bit floats on every core, on the mean over the rows. Its
figure is left out of the clock. As it comes here it gets 32 starts; --paper gives it the 4500 of Hoffmann et al., which
take it minutes.
"""

import tempfile

import numpy as np

from race import DELTA, KEEP, arguments, hoffmann, huber, lawful, race, report, runs

LAW = "loss ~ E + A*params^-alpha + B*tokens^-beta"


def main():
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--paper", action="store_true", help="all 4500 starts")
    args = parser.parse_args()
    table = runs(args)
    import pandas
    from chinchilla import Chinchilla
    from chinchilla._metrics import log_huber

    params, tokens, loss = hoffmann()
    if args.paper:
        axes = (np.arange(-1, 1.1, 0.5), np.arange(0, 26, 5.0), np.arange(0, 26, 5.0))
        exponents = np.arange(0, 2.1, 0.5)
    else:
        axes = (np.array([0.0, 1.0]), np.array([5.0, 10.0]), np.array([5.0, 10.0]))
        exponents = np.array([0.25, 0.75])
    names = ("e", "a", "b", "alpha", "beta")
    grid = dict(zip(names, [tuple(map(float, axis)) for axis in (*axes, exponents, exponents)], strict=True))
    count = int(np.prod([len(axis) for axis in grid.values()]))
    flags = ["--where", KEEP, "--noise", "huber(1e-3)", "--starts", str(count), "--threads", str(args.cores)]
    with tempfile.TemporaryDirectory() as folder:
        package = Chinchilla(
            folder,
            param_grid=grid,
            loss_fn=lambda true, predicted: log_huber(true, predicted, DELTA),
            log_level=60,
        )
        package.database.df = pandas.DataFrame({"C": 6 * params * tokens, "N": params, "D": tokens, "loss": loss})
        package.visualizer.optim = lambda *_, **__: None
        peers, ours = race(args, package.fit, lambda: lawful(args.lawful, table, LAW, *flags))
    report(f"chinchilla 0.2.0, {count} starts", peers, ours)
    e, a, b = float(package.E), float(package.A), float(package.B)
    alpha, beta = float(package.alpha), float(package.beta)
    reached = huber(np.log(e + a * params**-alpha + b * tokens**-beta) - np.log(loss))
    print(f"chinchilla: objective {reached:.9e}, E {e:.5f} A {a:.2f} B {b:.2f} alpha {alpha:.5f} beta {beta:.5f}")
    for time in ours[-1:]:
        values = " ".join(f"{name} {item['value']:.6g}" for name, item in time.result["params"].items())
        print(f"lawful: objective {time.result['objective']:.9e}, {values}")


if __name__ == "__main__":
    main()
