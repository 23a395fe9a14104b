"""Fine-tunes the encoder with both heads on our cases and a fresh handful of everyday talk each epoch."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from companion.dialogue.triage.encoder_pieces import Pieces
from companion.dialogue.triage.tables import CATEGORIES
from models.training.encoder.data import BENIGN, Example
from models.training.encoder.network import LEVELS, WIDTH, Scores, Weights, batch_of, forward
from models.training.encoder.noise import LONGEST_SCRAP, in_talk, noisy
from models.training.encoder.vocabulary import keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What training may vary. The defaults were chosen by cross-validation over writers."""

    epochs: int = 5
    batch: int = 32
    rate: float = 2e-4
    head_rate: float = 1e-3
    """The heads begin from nothing, the encoder from published weights."""
    decay: float = 0.01
    warm_up: float = 0.1
    dropout: float = 0.1
    smoothing: float = 0.1
    benign_share: float = 0.5
    """Utterances an epoch from the great lists of everyday talk, for each of our own."""
    category_weight: float = 0.5
    look_alike_category: float = 1.0
    """A look-alike's category is what it resembles; 0 to learn the category from red flags alone."""


@dataclass(frozen=True, slots=True)
class Start:
    """Published weights with the pruned vocabulary."""

    vocabulary: list[str]
    weights: Weights


def start(folder: Path, talk: Sequence[Example]) -> Start:
    """Read `model.safetensors` and `vocab.txt` of all-MiniLM-L6-v2; keep the pieces the talk needs."""
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    weights = load_file(folder / "model.safetensors")
    kept = keep(vocabulary, [one.words for one in talk])
    weights["embeddings.word_embeddings.weight"] = weights["embeddings.word_embeddings.weight"][kept]
    for unused in ("pooler.dense.weight", "pooler.dense.bias", "embeddings.position_ids"):
        weights.pop(unused, None)
    return Start([vocabulary[number] for number in kept], weights)


def fit(begin: Start, examples: Sequence[Example], recipe: Recipe, seed: int) -> Weights:
    """Train and give the averaged weights of the last part of the way."""
    torch.manual_seed(seed)
    luck = random.Random(seed)  # noqa: S311
    pieces = Pieces(begin.vocabulary)
    weights = {name: tensor.clone().requires_grad_() for name, tensor in (begin.weights | _heads()).items()}
    cases = [one for one in examples if one.ours]
    benign = [one for one in examples if not one.ours]
    scraps = [one.words for one in cases if one.category == BENIGN and len(one.words) <= LONGEST_SCRAP]
    an_epoch = math.ceil(len(cases) * (1 + (recipe.benign_share if benign else 0)) / recipe.batch)
    optimiser, schedule = _optimiser(weights, recipe, an_epoch * recipe.epochs)
    mean = _Mean(weights)
    for epoch in tqdm(range(recipe.epochs), desc=f"seed {seed}", disable=None):
        for some in _batches(cases, benign, recipe, luck):
            with torch.autocast("cpu", torch.bfloat16):
                heard = [noisy(in_talk(one.words, scraps, luck), luck) for one in some]
                scores = forward(weights, batch_of([pieces.of(words) for words in heard]), dropout=recipe.dropout)
            loss = _loss(scores, some, recipe)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(list(weights.values()), 1.0)
            optimiser.step()
            schedule.step()
            if epoch >= recipe.epochs // 2:
                mean.add(weights)
    return mean.weights()


def fit_all(begin: Start, examples: Sequence[Example], recipe: Recipe, seeds: Sequence[int]) -> Weights:
    """Train once a seed and give the mean of the weights (Wortsman et al. 2022, model soups): one model, steadier."""
    runs = [fit(begin, examples, recipe, seed) for seed in seeds]
    return {name: torch.stack([run[name] for run in runs]).mean(0) for name in runs[0]}


def _heads() -> Weights:
    return {
        "level.weight": torch.zeros(LEVELS, WIDTH),
        "level.bias": torch.zeros(LEVELS),
        "category.weight": torch.zeros(len(CATEGORIES), WIDTH),
        "category.bias": torch.zeros(len(CATEGORIES)),
    }


def _optimiser(
    weights: Weights, recipe: Recipe, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    heads = [tensor for name, tensor in weights.items() if name.startswith(("level.", "category."))]
    body = [tensor for name, tensor in weights.items() if not name.startswith(("level.", "category."))]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": recipe.rate}, {"params": heads, "lr": recipe.head_rate}],
        weight_decay=recipe.decay,
        fused=True,
    )
    warm = max(1, round(steps * recipe.warm_up))
    return optimiser, torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm + 1)))
    )


def _batches(
    cases: Sequence[Example], benign: Sequence[Example], recipe: Recipe, luck: random.Random
) -> Iterator[list[Example]]:
    some = luck.sample(list(benign), min(len(benign), round(len(cases) * recipe.benign_share)))
    epoch = [*cases, *some]
    luck.shuffle(epoch)
    # Batches of alike lengths waste little on padding; the order of the batches stays random.
    chunks = [epoch[at : at + recipe.batch * 8] for at in range(0, len(epoch), recipe.batch * 8)]
    for chunk in chunks:
        chunk.sort(key=lambda one: len(one.words))
        batches = [chunk[at : at + recipe.batch] for at in range(0, len(chunk), recipe.batch)]
        luck.shuffle(batches)
        yield from batches


def _loss(scores: Scores, some: Sequence[Example], recipe: Recipe) -> Tensor:
    level = functional.cross_entropy(
        scores.level.float(), torch.tensor([one.level for one in some]), label_smoothing=recipe.smoothing
    )
    kind = functional.cross_entropy(
        scores.category.float(),
        torch.tensor([max(one.category, 0) for one in some]),
        reduction="none",
        label_smoothing=recipe.smoothing,
    )
    counts = torch.tensor([_category_counts(one, recipe) for one in some])
    return level + recipe.category_weight * (kind * counts).sum() / len(some)


def _category_counts(one: Example, recipe: Recipe) -> float:
    if one.category == BENIGN:
        return 0.0
    return 1.0 if one.level else recipe.look_alike_category


class _Mean:
    """The running mean of the weights: steadier than where the last step happened to end."""

    def __init__(self, weights: Weights) -> None:
        self._sums = {name: torch.zeros_like(tensor) for name, tensor in weights.items()}
        self._times = 0

    def add(self, weights: Weights) -> None:
        self._times += 1
        for name, tensor in weights.items():
            self._sums[name] += tensor.detach()

    def weights(self) -> Weights:
        return {name: tensor / self._times for name, tensor in self._sums.items()}
