"""A linear classifier with calibrated probabilities, held as plain arrays."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import logsumexp, softmax
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

SEED = 0
#: measured on dev: the same answers as with 1e-2, in less time
TOLERANCE = 1e-1
#: bits kept of a coefficient's fraction: the same answers as with ten, in half of the file
FRACTION = 4
#: all labels but those of one half
REST = ""
#: smoothing of the naive Bayes part
SMOOTHING = 0.1


def _separate(rows: csr_matrix, labels: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Fit one hyperplane a label. Labels weigh as many utterances as they have: evening them out hides out_of_scope."""

    rows = rows.astype(np.float64)  # as liblinear wants them: once, and not by both at the same time

    def some(wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        named = np.where(np.isin(labels, wanted), labels, REST)
        model = LinearSVC(C=strength, tol=TOLERANCE, random_state=SEED).fit(rows, named)
        coefficients, intercepts = _one_row_a_label(model)
        own = model.classes_ != REST
        return coefficients[own], intercepts[own]

    with ThreadPoolExecutor(2) as both:  # liblinear computes outside Python's lock: half of the labels on each core
        halves = list(both.map(some, np.array_split(np.unique(labels), 2)))
    return np.vstack([c for c, _ in halves]), np.concatenate([i for _, i in halves])


def _count(rows: csr_matrix, labels: np.ndarray) -> np.ndarray:
    """Fit complement naive Bayes; its margins have spread one over the rows and their mean over the labels is zero."""
    weights = ComplementNB(alpha=SMOOTHING).fit(rows, labels).feature_log_prob_
    weights -= weights.mean(axis=0)  # in place, here and below: the arrays are large
    weights /= np.std(rows @ weights.T)
    return np.asarray(weights)


def _fit(rows: csr_matrix, labels: np.ndarray, strength: float, counted: float) -> tuple[np.ndarray, np.ndarray]:
    coefficients, intercepts = _separate(rows, labels, strength)
    if counted:
        weights = _count(rows, labels)
        weights *= counted
        coefficients += weights
    return coefficients, intercepts


def _short(values: np.ndarray) -> np.ndarray:
    """Round to half precision with FRACTION bits after the point, which packs well."""
    parts, powers = np.frexp(values.astype(np.float32))
    return np.ldexp(np.round(parts * 2 ** (FRACTION + 1)) / 2 ** (FRACTION + 1), powers).astype(np.float16)


class LinearModel:
    """Margins of a linear SVM (one label against the rest) and a share of complement naive Bayes, as probabilities.

    The SVM is sharp where words are known, naive Bayes is fair to rare ones; both are linear, so the sum is one model.
    `coefficients`: (labels, features), `intercepts`: (labels,). Probabilities are the softmax of temperature * margins.
    """

    def __init__(
        self, labels: list[str], coefficients: np.ndarray, intercepts: np.ndarray, temperature: float
    ) -> None:
        self.labels = labels
        self.coefficients = coefficients.astype(np.float16, copy=False)
        self.intercepts = intercepts.astype(np.float32)
        self.temperature = float(np.float32(temperature))  # as it is stored
        self._columns = np.ascontiguousarray(self.coefficients.T)

    @classmethod
    def fit(
        cls, rows: csr_matrix, labels: Sequence[str], strength: float, held_out: float, counted: float = 0.0,
        copies: int = 0,
    ) -> LinearModel:
        """Fit on all rows; the temperature on the share of rows that a second fit was not shown.

        `strength`: inverse strength of regularising, `counted`: weight of naive Bayes. The last `copies` rows are
        others of the rows, written otherwise: the temperature does without them.
        """  # fmt: skip
        given = np.asarray(labels)
        own = len(given) - copies
        split = StratifiedShuffleSplit(1, test_size=held_out, random_state=SEED)
        shown, held = next(split.split(given[:own], given[:own]))
        w, b = _fit(rows[shown], given[shown], strength, counted)
        known = np.unique(given)
        temperature = _temperature(rows[held] @ w.T + b, np.searchsorted(known, given[held]))
        del w, b  # large
        coefficients, intercepts = _fit(rows, given, strength, counted)
        return cls(list(known), _short(coefficients), intercepts, temperature)

    def telling(self, number: int) -> np.ndarray:
        """Return the columns whose coefficients differ most between labels, at most so many, in ascending order."""
        spread = self.coefficients.astype(np.float32).std(axis=0)
        return np.sort(np.argsort(-spread, kind="stable")[:number])

    def only(self, columns: np.ndarray) -> LinearModel:
        """Return the model of these columns alone."""
        return LinearModel(self.labels, self.coefficients[:, columns], self.intercepts, self.temperature)

    def margins(self, rows: csr_matrix) -> np.ndarray:
        """Return (rows, labels). Row by row: a message holds little, and the whole table in full would be large."""
        bounds = zip(rows.indptr, rows.indptr[1:])
        found = [rows.data[a:b] @ self._columns[rows.indices[a:b]].astype(np.float32) for a, b in bounds]
        return np.asarray(found).reshape(-1, len(self.labels)) + self.intercepts

    def probabilities(
        self, rows: csr_matrix, caution: np.ndarray | float = 1.0, favour: Mapping[str, float] | None = None
    ) -> np.ndarray:
        """Return (rows, labels); each row sums to one. `caution` below one flattens them, a number or one a row;
        `favour` adds to the log odds of labels."""
        factor = self.temperature * np.broadcast_to(caution, rows.shape[:1])[:, None]
        added = np.array([(favour or {}).get(label, 0.0) for label in self.labels])
        return np.asarray(softmax(factor * self.margins(rows) + added, axis=1))


def caution_of(languages: Sequence[str], caution: Mapping[str, float]) -> np.ndarray:
    """Return the caution for each language in turn, one where none is set."""
    return np.asarray([caution.get(language, 1.0) for language in languages])


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
