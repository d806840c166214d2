class Adam:
    def __init__(self, rate):
        self.rate, self.mean, self.square, self.t = rate, 0.0, 0.0, 0

    def __call__(self, gradient):
        """The change of a weight for its gradient."""
        self.t += 1
        self.mean = 0.9 * self.mean + 0.1 * gradient
        self.square = 0.999 * self.square + 0.001 * gradient**2
        typical = (self.square / (1 - 0.999**self.t)) ** 0.5
        return -self.rate * (self.mean / (1 - 0.9**self.t)) / (typical + 1e-7)
