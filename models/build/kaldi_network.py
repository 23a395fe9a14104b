"""The Gaussian mixtures as a Kaldi nnet3 network, number for number.

    cepstra, t-3 to t+3 -> deltas -> squares -> each density's log likelihood -> the best density of each state
    -> sum of the streams -> mean over three frames -> pdfs

A Gaussian's logarithm is affine in (x, x squared), so an affine layer holds it. nnet3 has no log-sum, so the best
density stands for the mixture: log-sum and maximum differ little where densities are narrow.

Source of the file's part: Kaldi src/nnet3/nnet-nnet.cc, am-nnet-simple.cc (Write) and the components' own Write in
nnet-simple-component.cc and nnet-convolutional-component.cc.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from models.build.kaldi_binary import float32, float_matrix, float_vector, int32, token
from models.build.kaldi_phones import SILENCE, Phones
from models.build.sphinx_files import STATES_PER_PHONE, AcousticModel

FRAMES_AVERAGED = 3
"""The decoder takes one value every 30 ms, and Vosk counts on it for word times."""
NOISE_PENALTY = 3.0
"""What the best sound of a frame must be worse by before spoken noise wins; natural logarithm."""
CEPSTRAL_MEAN = (69.27, -9.29, 3.6, 13.47, -3.21, -2.27, 2.23, -3.38, -0.69, -1.53, 2.59, 1.59, 1.41)
"""Mean of the 13 cepstra over clean speech at a usual level. It is subtracted as it stands: an online mean breaks at
digital silence before the first word."""
ZERO_SAMPLES_C0 = -79.71
"""First cepstrum of samples that are all zero; the others are 0."""
_ZERO_VARIANCES = (4.0, 0.5, 0.5)
_REACH = 3
"""Frames to each side that the deltas look at."""

Matrix = NDArray[np.float64]


def acoustic_network(model: AcousticModel, phones: Phones) -> bytes:
    """The second part of final.mdl: one output for each pdf."""
    model = hear_zeros_as_silence(model)
    states = model.log_weights.shape[2]
    streams, densities = model.means.shape[1:3]
    network = _Network("input-node name=input dim=13")
    frames = ",".join("input" if t == 0 else f"Offset(input, {t})" for t in range(-_REACH, _REACH + 1))
    deltas, bias = _deltas()
    network.affine("deltas", f"Append({frames})", weights=deltas, bias=bias)
    network.squares("squares", "deltas", dimension=len(bias))
    for stream in range(streams):
        network.slice(f"x{stream}", "deltas", offset=stream * 13, dimension=13)
        network.slice(f"xx{stream}", "squares", offset=stream * 13, dimension=13)
        weights, bias = _log_likelihoods(model, stream)
        network.affine(f"density{stream}", f"Append(x{stream}, xx{stream})", weights=weights, bias=bias)
        network.best_of(f"stream{stream}", f"density{stream}", candidates=densities, groups=states)
    network.copy("states", _sum([f"stream{stream}" for stream in range(streams)]), dimension=states)
    pairs = _pdf_pairs(model, phones)
    around = _sum([f"Offset(states, {t})" for t in (-1, 0, 1)])
    network.affine("pairs", around, weights=pairs, bias=np.zeros(len(pairs)))
    network.best_of("pdfs", "pairs", candidates=2, groups=phones.noise_pdf)
    sounds = phones.noise_pdf - STATES_PER_PHONE
    network.slice("sounds", "pdfs", offset=STATES_PER_PHONE, dimension=sounds)
    network.best_of("noise", "sounds", candidates=sounds, groups=1)
    network.output("Append(pdfs, noise)")
    # Kaldi subtracts log(prior): that is where the noise's penalty goes.
    priors = np.ones(phones.noise_pdf + 1)
    priors[-1] = math.exp(NOISE_PENALTY)
    return network.written(priors)


def hear_zeros_as_silence(model: AcousticModel) -> AcousticModel:
    """The model with silence's lightest density moved to where digital zeros lie: it was trained on none."""
    silence = model.phones.index(SILENCE)
    states = slice(STATES_PER_PHONE * silence, STATES_PER_PHONE * (silence + 1))
    means, variances, log_weights = model.means.copy(), model.variances.copy(), model.log_weights.copy()
    for stream, variance in enumerate(_ZERO_VARIANCES):
        lightest = int(np.argmin(log_weights[stream, :, states].max(axis=1)))
        means[silence, stream, lightest] = 0.0
        variances[silence, stream, lightest] = variance
        log_weights[stream, lightest, states] = 0.0
        if stream == 0:
            means[silence, stream, lightest] = -np.array(CEPSTRAL_MEAN)
            means[silence, stream, lightest, 0] += ZERO_SAMPLES_C0
    return AcousticModel(phones=model.phones, means=means, variances=variances, log_weights=log_weights)


def _deltas() -> tuple[Matrix, Matrix]:
    """[39, 91] and [39]: from the cepstra at t-3 to t+3 to c, c(2)-c(-2), and that of c(1) minus that of c(-1).

    Source: pocketsphinx src/feat/feat.c, feat_1s_c_d_dd_cep2feat.
    """
    weights = np.zeros((3, 13, 2 * _REACH + 1, 13))
    one = np.eye(13)
    for stream, offsets in enumerate(({0: 1}, {2: 1, -2: -1}, {3: 1, -1: -1, 1: -1, -3: 1})):
        for offset, sign in offsets.items():
            weights[stream, :, offset + _REACH] = sign * one
    bias = np.concatenate([-np.array(CEPSTRAL_MEAN), np.zeros(26)])
    return weights.reshape(39, -1), bias


def _log_likelihoods(model: AcousticModel, stream: int) -> tuple[Matrix, Matrix]:
    """[states * densities, 26] and [states * densities]: log of weight times Gaussian, affine in x and x squared."""
    means = np.repeat(model.means[:, stream], STATES_PER_PHONE, axis=0)
    variances = np.repeat(model.variances[:, stream], STATES_PER_PHONE, axis=0)
    weights = np.concatenate([means / variances, -0.5 / variances], axis=2)
    scale = (np.log(2 * np.pi * variances) + means**2 / variances).sum(axis=2)
    bias = model.log_weights[stream].T - 0.5 * scale
    return weights.reshape(-1, weights.shape[2]), bias.reshape(-1)


def _pdf_pairs(model: AcousticModel, phones: Phones) -> Matrix:
    """[2 * pdfs, states]: the two states whose better one is a pdf, averaged over the frames.

    At 30 ms a frame a sound's begin or end is easily skipped, so each shares the middle.
    """
    rows = []
    for sound in phones.silence_and_sounds:
        first = STATES_PER_PHONE * model.phones.index(sound)
        rows += [first + state for pair in ((0, 1), (1, 1), (1, 2)) for state in pair]
    return np.eye(model.log_weights.shape[2])[rows] / FRAMES_AVERAGED


def _sum(descriptors: list[str]) -> str:
    first, *rest = descriptors
    return f"Sum({first}, {_sum(rest)})" if rest else first


class _Network:
    """Collects nodes and components in the order of the computation."""

    def __init__(self, first_line: str) -> None:
        self._lines = [first_line]
        self._components: list[bytes] = []

    def affine(self, name: str, source: str, *, weights: Matrix, bias: Matrix) -> None:
        body = token("<LinearParams>") + float_matrix(weights) + token("<BiasParams>") + float_vector(bias)
        self._add(name, source, kind="FixedAffineComponent", body=body)

    def squares(self, name: str, source: str, *, dimension: int) -> None:
        body = token("<InputDim>") + int32(2 * dimension) + token("<OutputDim>") + int32(dimension)
        self._add(name, f"Append({source}, {source})", kind="ElementwiseProductComponent", body=body)

    def copy(self, name: str, source: str, *, dimension: int) -> None:
        """A node of its own, so that what is computed once can be read at several times."""
        body = token("<Dim>") + int32(dimension) + token("<BackpropScale>") + float32(1.0)
        self._add(name, source, kind="NoOpComponent", body=body)

    def best_of(self, name: str, source: str, *, candidates: int, groups: int) -> None:
        """The largest of each group of neighbours."""
        sizes = {"InputXDim": 1, "InputYDim": 1, "InputZDim": candidates * groups}
        sizes |= {"PoolXSize": 1, "PoolYSize": 1, "PoolZSize": candidates}
        sizes |= {"PoolXStep": 1, "PoolYStep": 1, "PoolZStep": candidates}
        body = b"".join(token(f"<{field}>") + int32(value) for field, value in sizes.items())
        self._add(name, source, kind="MaxpoolingComponent", body=body)

    def slice(self, name: str, source: str, *, offset: int, dimension: int) -> None:
        self._lines.append(f"dim-range-node name={name} input-node={source} dim-offset={offset} dim={dimension}")

    def output(self, source: str) -> None:
        self._lines.append(f"output-node name=output input={source} objective=linear")

    def written(self, priors: Matrix) -> bytes:
        """Config lines, one empty line, components, contexts (Kaldi computes them anew), priors."""
        config = "\n" + "".join(line + "\n" for line in self._lines) + "\n"
        return b"".join(
            [
                token("<Nnet3>") + config.encode("ascii"),
                token("<NumComponents>") + int32(len(self._components)),
                *self._components,
                token("</Nnet3>"),
                token("<LeftContext>") + int32(0) + token("<RightContext>") + int32(0),
                token("<Priors>") + float_vector(priors),
            ]
        )

    def _add(self, name: str, source: str, *, kind: str, body: bytes) -> None:
        self._lines.append(f"component-node name={name} component={name} input={source}")
        self._components.append(
            token("<ComponentName>") + token(name) + token(f"<{kind}>") + body + token(f"</{kind}>")
        )
