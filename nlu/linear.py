"""A linear classifier with calibrated probabilities, held as plain arrays."""
from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import logsumexp, softmax
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.svm import LinearSVC

SEED = 0
#: measured: the same answers as with 1e-4, in half the time
TOLERANCE = 1e-2


def _separate(rows: csr_matrix, labels: np.ndarray, strength: float) -> LinearSVC:
    """Fit one hyperplane a label. Labels weigh as many utterances as they have: evening them out hides out_of_scope."""
    return LinearSVC(C=strength, tol=TOLERANCE, random_state=SEED).fit(rows, labels)


class LinearModel:
    """Margins of a linear SVM (one label against the rest), turned into probabilities by one temperature.

    `coefficients`: (labels, features), `intercepts`: (labels,). Probabilities are softmax(temperature * margins).
    """

    def __init__(
        self, labels: list[str], coefficients: np.ndarray, intercepts: np.ndarray, temperature: float
    ) -> None:
        self.labels = labels
        self.coefficients = coefficients.astype(np.float32)
        self.intercepts = intercepts.astype(np.float32)
        self.temperature = temperature
        self._columns = np.ascontiguousarray(self.coefficients.T)

    @classmethod
    def fit(cls, rows: csr_matrix, labels: list[str], strength: float, held_out: float) -> LinearModel:
        """Fit on all rows; the temperature on the share of rows that a second fit was not shown."""
        given = np.asarray(labels)
        model = _separate(rows, given, strength)
        coefficients, intercepts = _one_row_a_label(model)
        split = StratifiedShuffleSplit(1, test_size=held_out, random_state=SEED)
        shown, held = next(split.split(rows, given))
        w, b = _one_row_a_label(_separate(rows[shown], given[shown], strength))
        wanted = np.searchsorted(model.classes_, given[held])
        return cls(list(model.classes_), coefficients, intercepts, _temperature(rows[held] @ w.T + b, wanted))

    def margins(self, rows: csr_matrix) -> np.ndarray:
        return np.asarray(rows @ self._columns) + self.intercepts

    def probabilities(self, rows: csr_matrix) -> np.ndarray:
        """Return (rows, labels); each row sums to one."""
        return np.asarray(softmax(self.temperature * self.margins(rows), axis=1))


def _one_row_a_label(model: LinearSVC) -> tuple[np.ndarray, np.ndarray]:
    # with two labels scikit-learn keeps only the second one's hyperplane
    if len(model.classes_) == 2:
        return np.vstack([-model.coef_, model.coef_]), np.concatenate([-model.intercept_, model.intercept_])
    return model.coef_, model.intercept_


def _temperature(margins: np.ndarray, wanted: np.ndarray) -> float:
    """Return the factor that makes the left-out labels most likely."""

    def surprise(factor: float) -> float:
        scaled = factor * margins
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[np.arange(len(wanted)), wanted]))

    return float(minimize_scalar(surprise, bounds=(0.1, 30.0), method="bounded").x)
