"""Writes the model card: what it was trained on, what it can do, where it fails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from models.training.figures import Figures

_HEAD = """# Model card: emotion from words, linear

A guess at the feeling in one English utterance, for softening the companion's wording. It never scores anybody, never
raises an alert, and says "unsure" when it does not know.

- **Model**: one-against-rest logistic regression with a naive Bayes prior over hashed single words, word pairs (words
  after a negation marked) and 3 to 5 letter pieces, TF-IDF weighted. Int8 weights, one scale a label and block; the
  ONNX file holds weights, feature keys (CRC-32, no readable word) and calibration. {size:,} bytes.
- **Data**: GoEmotions (Demszky et al. 2020, Google, Apache-2.0): English Reddit comments, 27 emotions and
  neutral; official splits of 43,410, 5,426 and 5,427. Each training comment is used as written and as a
  recogniser would write it (lower case, no signs). The comments themselves are not in this repository.
- **Development split**: hyperparameters, Platt scaling of each label, thresholds, correction of the certainty.
  **Test split**: the figures below, once for the committed file.
- **Made by**: `python -m models.training.words_linear DATA --sanity tests/emotion/elder_utterances.tsv` \
(no random numbers; same data, same model).
- **Licence of the weights**: GPL-3.0-or-later, like the project.

## Figures on the official test split

Measured by the same command through `WordsEmotion.feel_text`, after quantisation.
"""

_TAIL = """
Certainty error: expected calibration error of the named label's certainty, 15 bins of equal mass.
For comparison, BERT-base: .46 / .64 / .69 (the paper), .50 / .62 / .70 (a public re-run).

**Elder-style utterances**, written for this project, never trained or tuned on, too few and too plain for a measurement
(`tests/emotion/elder_utterances.tsv`, `python -m models.training.sanity`): {sanity}

## Known failures

- **Young, written Reddit is not old, spoken English.** Nothing in the data says how well this works for elderly or ill
  people, by age, sex, accent or dialect. The certainty is calibrated on Reddit comments; at the bedside it is a guess
  about a guess. No claim for elders rests on it.
- The labels are what three raters read into a comment, not what its writer felt; they agree poorly on many labels
  (grief, realization, relief, pride have few examples: see the F1 above).
- It counts words and pairs of words. Implied feeling ("nobody comes to see me"), irony and long sentences are mostly
  "neutral" to it; a negation is followed for three words only.
- Greetings can pass for admiration or joy ("good morning"). "Yes", "no" and the like at the start of an utterance are
  set aside: at the bedside they answer a question.
- One word alone is "unsure" unless very plain ("thanks").
- Single words can mislead: the raters took "terrible" for fear more often than for anything else,
  and so does the model.
- The device's ear mishears; a wrong word is a wrong feature, and the certainty does not know of it.
- Other languages, invented words and texts of over 2,000 characters are "unsure", told by the share of words never met
  in training: a foreign sentence made of words that are also English can pass.
"""

_ROWS = (
    ("macro-F1, 28 labels", "macro_f1"),
    ("micro-F1, 28 labels", "micro_f1"),
    ("macro-F1, Ekman (7 groups)", "ekman_macro_f1"),
    ("macro-F1, sentiment (4 groups)", "sentiment_macro_f1"),
    ("label among the true ones", "label_right"),
    ("certainty error (ECE)", "label_ece"),
    ("texts answered (not unsure)", "answered"),
    ("label right when answered", "answered_right"),
)


def write_card(path: Path, model: Path, figures: Mapping[str, Figures], sanity: str) -> None:
    """Write the card. `figures`: form of the text ("written", "spoken") -> its figures; `sanity`: a list's totals."""
    parts = [_HEAD.format(size=model.stat().st_size), _table(figures), _labels(figures), _TAIL.format(sanity=sanity)]
    path.write_text("\n".join(parts), encoding="utf-8")


def _table(figures: Mapping[str, Figures]) -> str:
    rows = [f"| {title} | {_cells(getattr(one, name) for one in figures.values())} |" for title, name in _ROWS]
    return "\n".join([f"| | {' | '.join(figures)} |", f"|---|{'---:|' * len(figures)}", *rows, ""])


def _labels(figures: Mapping[str, Figures]) -> str:
    names = next(iter(figures.values())).by_label
    rows = [f"| {name} | {_cells(one.by_label[name] for one in figures.values())} |" for name in names]
    return "\n".join([f"| F1 of | {' | '.join(figures)} |", f"|---|{'---:|' * len(figures)}", *rows])


def _cells(values: Iterable[float]) -> str:
    return " | ".join(f"{value:.3f}" for value in values)
