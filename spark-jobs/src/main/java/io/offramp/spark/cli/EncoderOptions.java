// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** The options that say how large an encoder is; each command has defaults of its own. */
final class EncoderOptions {
  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Transformer layers. Default: ${DEFAULT-VALUE}.")
  int layers;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "Hidden width. Default: ${DEFAULT-VALUE}.")
  int width;

  @Option(
      names = "--exits",
      paramLabel = "LAYERS",
      defaultValue = "all",
      description =
          "Layers after which exits stand, ascending, the last layer among them, such as 1,2,4; or all. Default: ${DEFAULT-VALUE}.")
  String exits = "";

  @Option(
      names = "--max-length",
      paramLabel = "TOKENS",
      defaultValue = "128",
      description = "Most tokens of a row; longer texts are cut. Default: ${DEFAULT-VALUE}.")
  int maxLength;

  /**
   * Options that are not given are these.
   *
   * @param layers that there are
   * @param width of hidden states
   */
  EncoderOptions(int layers, int width) {
    this.layers = layers;
    this.width = width;
  }

  /**
   * The layers after which exits stand.
   *
   * @throws IllegalArgumentException if they are neither all nor numbers
   */
  List<Integer> exitLayers() {
    return ExitLayers.of(exits, layers);
  }

  /** The layers that are named, none for all: for an encoder that is not known yet. */
  List<Integer> givenExitLayers() {
    return ExitLayers.of(exits, 0);
  }

  /** As many heads as are so wide, at least one. */
  int headsOf(int headWidth) {
    return Math.max(1, width / headWidth);
  }
}
