"""4500 starts of the chinchilla law on the 240 runs: scipy's L-BFGS-B with analytic gradients against lawful."""

import numpy as np
from scipy.optimize import minimize

from chinchilla_objective import grid, objective
from race import KEEP, arguments, hoffmann, lawful, race, report, workers, runs

LAW = "log(loss) ~ logsumexp(e, a - alpha*log(params), b - beta*log(tokens))"
GRID = "a=0:25:5,b=0:25:5,e=-1:1:0.5,alpha=0:2:0.5,beta=0:2:0.5"
CLOSE = 1e-4


def descend(job):
    """L-BFGS-B from each start: the objective reached, unscaled, and where."""
    starts, scale = job
    call = objective(*hoffmann(), scale)
    found = [minimize(call, start, jac=True, method="L-BFGS-B") for start in starts]
    return [(result.fun / scale, result.x) for result in found]


def all_starts(pool, starts, scale, cores):
    """Every start, dealt out to the cores in turn."""
    parts = pool.map(descend, [(starts[core::cores], scale) for core in range(cores)])
    return [result for part in parts for result in part]


def main():
    parser = arguments(__doc__)
    parser.add_argument("--starts", type=int, default=4500, metavar="K", help="a random subset of the grid")
    parser.add_argument("--scale", type=float, action="append", help="factors of the objective (default 1 and 1e6)")
    args = parser.parse_args()
    table = runs(args)
    starts = np.random.default_rng(0).permutation(grid())[: args.starts]
    flags = ["--where", KEEP, "--noise", "huber(1e-3)", "--threads", str(args.cores)]
    if args.starts >= 4500:
        flags += ["--grid", GRID]
    else:
        flags += ["--starts", str(args.starts)]
    with workers(args.cores) as pool:
        for scale in args.scale or [1.0, 1e6]:
            peers, ours = race(
                args,
                lambda: all_starts(pool, starts, scale, args.cores),
                lambda: lawful(args.lawful, table, LAW, *flags),
            )
            values = np.array([value for value, _ in peers[-1].result])
            best, at = min(peers[-1].result, key=lambda pair: pair[0])
            lowest = min([best] + [time.result["objective"] for time in ours])
            share = np.mean(values <= lowest * (1 + CLOSE))
            a, b, e, alpha, beta = at
            print(f"\n{len(starts)} starts, {args.cores} cores, scipy's objective times {scale:g}")
            report("scipy L-BFGS-B", peers, ours)
            print(f"scipy: objective {best:.9e}, {100 * share:.1f} % of the starts within {CLOSE:g} of the best")
            print(f"       E {np.exp(e):.5f} A {np.exp(a):.2f} B {np.exp(b):.2f} alpha {alpha:.5f} beta {beta:.5f}")
            for time in ours[-1:]:
                tally = time.result["starts"]
                share = 100 * tally["reached"] / tally["tried"]
                print(f"lawful: objective {time.result['objective']:.9e}, {share:.1f} % of {tally['tried']} starts")


if __name__ == "__main__":
    main()
