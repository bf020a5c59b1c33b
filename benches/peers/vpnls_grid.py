"""One global fit of the chinchilla law by variable projection: vpnls's grid against lawful.

Both minimise vpnls's objective: the mean over the 240 runs of the Huber loss, delta 1e-3, of the plain residual, with
N in millions and D in billions. vpnls stops at its grid's resolution; lawful gives all digits. A coarse grid runs on
one core, where vpnls is faster than with a pool of processes.
"""

from race import DELTA, KEEP, arguments, hoffmann, huber, lawful, race, report, runs

LAW = "loss ~ E + A*n^-alpha + B*d^-beta"


def main():
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--resolution", type=float, default=0.01, help="of the exponents (default 0.01)")
    args = parser.parse_args()
    table = runs(args)
    try:
        from vpnls.api import fit_vpnls
        from vpnls.api import huber as vpnls_huber
    except ImportError:
        raise SystemExit("vpnls is not installed: run `sh setup.sh PATH` with the path of its source") from None
    params, tokens, loss = hoffmann()
    cores = args.cores if args.resolution < 0.005 else 1
    n, d = params / 1e6, tokens / 1e9
    flags = ["--where", KEEP, "--let", "n = params/1e6", "--let", "d = tokens/1e9", "--noise", "huber(1e-3, linear)"]
    peers, ours = race(
        args,
        lambda: fit_vpnls(n, d, loss, resolution=args.resolution, loss=vpnls_huber(DELTA), num_workers=cores),
        lambda: lawful(args.lawful, table, LAW, *flags, "--threads", str(args.cores)),
    )
    report(f"vpnls, exponents to {args.resolution:g}", peers, ours)
    found = peers[-1].result
    mean = huber(found.E + found.A * n**-found.alpha + found.B * d**-found.beta - loss) / len(loss)
    print(
        f"vpnls: mean objective {mean:.6e}, "
        f"E {found.E:.4f} A {found.A:.4f} B {found.B:.4f} alpha {found.alpha:.4f} beta {found.beta:.4f}"
    )
    for time in ours[-1:]:
        values = " ".join(f"{name} {item['value']:.6f}" for name, item in time.result["params"].items())
        print(f"lawful: mean objective {time.result['objective'] / len(loss):.6e}, {values}")


if __name__ == "__main__":
    main()
