// SPDX-License-Identifier: Apache-2.0
/**
 * The multi-exit encoder, BERT's or one that differs by its {@linkplain
 * io.offramp.engine.encoder.EncoderStyle style}: its shape, its TorchScript source, as bundles hold
 * it and as it is run, its initial weights and what it costs in FLOPs; and its {@linkplain
 * io.offramp.engine.encoder.Task task}, whether a row has one label, a set of them or a number.
 *
 * <p>Tensor shapes use B rows, N tokens (padded), W hidden width, E embedding width, H heads, C
 * classes, K exits.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.encoder;
