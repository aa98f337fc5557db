// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.List;

/** What scoring has to know of a model, whatever computes it. */
public sealed interface Architecture permits EncoderShape, ModuleShape {
  /** Number of token ids. */
  int vocabularySize();

  /** Most tokens that a row may have, special tokens included. */
  int maxLength();

  /** Width W of hidden states. */
  int width();

  /** The layers (1-based, ascending) after which exits stand. */
  List<Integer> exitLayers();

  /** Number of labels C; 0 while no exit was fitted to any. */
  int classes();

  /** What it says of a row. */
  Task task();

  /** What it may compute in, if the device can; the first is what suits it if nobody asks. */
  List<Precision> precisions();

  /** Number of exits K. */
  default int exits() {
    return exitLayers().size();
  }

  /** Number of layers. */
  default int layers() {
    return exitLayers().get(exits() - 1);
  }
}
