"""Train the weights of the name model on remarks that `demo/remarks.py` invents, and write them to the lexicon.

    python scripts/train_names.py

The same lexicon, templates and seed give the same file. It must never read any other text.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from pathlib import Path

from yunnuo.demo.remarks import hash_training, make_remarks
from yunnuo.identify.folding import Folded
from yunnuo.identify.tagging.evidence import find_candidates, has_contact, list_features
from yunnuo.identify.tagging.names import mark_taken
from yunnuo.identify.tagging.tagged import read_text

MODEL = Path(__file__).parents[1] / "src/yunnuo/identify/lexicon/names/weights.txt"
SEED, TEXTS, ROUNDS, RATE, DECAY = 20261127, 70_000, 3, 0.3, 1e-5
# What was seen right beside a name is hidden now and then, so that what is like it counts in remarks of other wording.
SPECIFIC, DROPPED = frozenset({"l=", "r=", "cc", "lx", "rx", "lr", "ba", "s="}), 0.35
SMALLEST = 0.05
STATES = 8  # what one state owes to the order of its last examples evens out


def collect_examples(texts: int, part: str) -> list[tuple[bool, list[str]]]:
    """Return (is a name, features) of each candidate of `texts` invented remarks."""
    examples = []
    rng = random.Random(SEED)  # noqa: S311  # invented texts, no secret
    for remark in make_remarks(rng, texts, part=part, traps=0.45):
        known = {(span.start, span.end) for span in remark.spans if span.label == "NAME" and span.form == "plain"}
        text = read_text(Folded(remark.text))
        taken = mark_taken(text)
        contact = has_contact(text, taken)
        for start, end, family in find_candidates(text, taken):
            features = list_features(text, start, end, family, taken, contact)
            examples.append(((start, end) in known, features))
    return examples


def train_weights(examples: list[tuple[bool, list[str]]]) -> dict[str, float]:
    """Return the weights of a logistic model (AdaGrad, fixed order of examples), the mean of several late states."""
    weights: defaultdict[str, float] = defaultdict(float)
    means: defaultdict[str, float] = defaultdict(float)
    squares: defaultdict[str, float] = defaultdict(lambda: 1.0)
    order = list(range(len(examples)))
    rng = random.Random(SEED)  # noqa: S311  # an order, no secret
    part = len(order) // STATES
    for done in range(ROUNDS):
        rng.shuffle(order)
        for seen, place in enumerate(order):
            if done == ROUNDS - 1 and seen % part == part - 1:
                for feature, weight in weights.items():
                    means[feature] += weight / STATES
            is_name, features = examples[place]
            features = [feature for feature in features if feature[:2] not in SPECIFIC or rng.random() > DROPPED]
            score = sum(weights[feature] for feature in features)
            error = is_name - 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
            if abs(error) < 0.01:  # noqa: PLR2004  # nothing to learn from what is clear
                continue
            for feature in features:
                squares[feature] += error * error
                weights[feature] += RATE * error / math.sqrt(squares[feature]) - DECAY * weights[feature]
    return dict(means)


def write_weights(weights: dict[str, float]) -> None:
    """Write the weights, greatest first by size, rounded; the first line names the inputs by their hash."""
    kept = sorted((name, round(weight, 2)) for name, weight in weights.items() if abs(weight) >= SMALLEST)
    lines = [f"# trained on invented remarks only; inputs {hash_training()}"]
    lines += [f"{name}\t{weight:g}" for name, weight in kept]
    MODEL.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_weights(train_weights(collect_examples(TEXTS, "train")))
