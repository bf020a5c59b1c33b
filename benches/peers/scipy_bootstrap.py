"""4000 bootstrap refits of the chinchilla law on the 240 runs: scipy's BFGS with analytic gradients against lawful.

Rows are drawn with replacement by numpy's legacy generator, seed 42, and each fit starts from the TeX source's
parameters, as the replication (arXiv 2404.10102) does. The objective is multiplied by --scale: at 1 scipy's tolerances
end the descent early.
"""

import numpy as np
from scipy.optimize import minimize

from chinchilla_objective import objective
from race import KEEP, TEX_SOURCE, arguments, hoffmann, lawful, race, report, workers, runs

LAW = "loss ~ E + A*params^-alpha + B*tokens^-beta"
NAMES = ("A", "B", "E", "alpha", "beta")


def refit(job):
    """Parameters (A, B, E, alpha, beta) of each resample."""
    resamples, scale = job
    data = hoffmann()
    found = []
    for rows in resamples:
        call = objective(*(column[rows] for column in data), scale)
        found.append(minimize(call, TEX_SOURCE, jac=True, method="BFGS").x)
    found = np.array(found)
    found[:, :3] = np.exp(found[:, :3])
    return found


def all_refits(pool, resamples, scale, cores):
    """Every resample, dealt out to the cores in turn."""
    return np.concatenate(pool.map(refit, [(resamples[core::cores], scale) for core in range(cores)]))


def main():
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--resamples", type=int, default=4000, metavar="K")
    parser.add_argument("--scale", type=float, default=1e6, help="factor of the objective (default 1e6)")
    args = parser.parse_args()
    table = runs(args)
    count = len(hoffmann()[0])
    generator = np.random.RandomState(42)
    resamples = [generator.choice(count, count, replace=True) for _ in range(args.resamples)]
    flags = ["--where", KEEP, "--noise", "huber(1e-3)", "--bootstrap", str(args.resamples)]
    with workers(args.cores) as pool:
        peers, ours = race(
            args,
            lambda: all_refits(pool, resamples, args.scale, args.cores),
            lambda: lawful(args.lawful, table, LAW, *flags, "--threads", str(args.cores)),
        )
    print(f"{args.resamples} resamples, {args.cores} cores, scipy's objective times {args.scale:g}")
    report("scipy BFGS", peers, ours)
    draws = peers[-1].result
    for column, name in enumerate(NAMES):
        lo, hi = np.percentile(draws[:, column], [2.5, 97.5])
        line = f"{name:<6} scipy: s.e. {draws[:, column].std():9.4f}, 95 % {lo:9.4f} to {hi:9.4f}"
        for time in ours[-1:]:
            found = time.result["params"][name]
            line += f"   lawful: s.e. {found['stderr']:9.4f}, 95 % {found['lo']:9.4f} to {found['hi']:9.4f}"
        print(line)


if __name__ == "__main__":
    main()
