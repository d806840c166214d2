def normalize(a, n, k, alpha, beta):
    """Local response normalization over a list of channels, as the paper writes it."""
    reach = (n - 1) // 2
    result = []
    for i, value in enumerate(a):
        window = a[max(0, i - reach) : i + reach + 1]
        squares = sum(neighbor**2 for neighbor in window)
        result.append(value / (k + alpha * squares) ** beta)
    return result
