"""Notebook 7's local response normalization in Python; as a program, checked against lrn.json."""


def normalize(a, n, k, alpha, beta):
    """Local response normalization over a list of channels, as the paper writes it."""
    reach = (n - 1) // 2
    result = []
    for i, value in enumerate(a):
        window = a[max(0, i - reach) : i + reach + 1]
        squares = sum(neighbor**2 for neighbor in window)
        result.append(value / (k + alpha * squares) ** beta)
    return result


if __name__ == "__main__":
    import json
    from pathlib import Path

    golden = json.loads((Path(__file__).parents[1] / "lrn.json").read_text())
    channels = golden["shape"][-1]
    found = []
    for start in range(0, len(golden["x"]), channels):
        found += normalize(golden["x"][start : start + channels], 5, 2, 1e-4, 0.75)
    apart = max(abs(a - b) for a, b in zip(found, golden["cases"]["paper"]["y"]))
    assert apart < 1e-5, apart
    print(f"{len(found)} values, apart by at most {apart:.0e}")
