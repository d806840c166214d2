import numpy as np


def convolve(image, kernel):
    k = len(kernel)
    side = len(image) - k + 1  # places where the whole window fits
    feature_map = np.zeros((side, side))
    for r in range(side):
        for c in range(side):
            feature_map[r, c] = np.sum(kernel * image[r : r + k, c : c + k])
    return feature_map
