// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.engine.train.CheckpointPlan;
import io.offramp.engine.train.ExitWeights;
import io.offramp.engine.train.Objective;
import io.offramp.spark.job.OutputFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of training that say what is minimised, how far steps go, and how to go on. */
final class FineTuneOptions {
  private static final double CLIP_NORM = 1;
  private static final double NO_CLIPPING = 0;
  private static final double SECONDS_A_MINUTE = 60;

  @Option(
      names = "--layer-decay",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "Learning rate of a layer over that of the layer above it; embeddings are below the first, exits learn as the last. Default: ${DEFAULT-VALUE}.")
  double layerDecay;

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      description =
          "Greatest norm of all gradients taken together; greater ones are scaled down; 0: no bound. Default: 1 with --init, else 0.")
  @Nullable Double clipNorm;

  @Option(
      names = "--exit-weights",
      paramLabel = "WEIGHTS",
      defaultValue = "equal",
      description =
          "How much each exit's loss counts: equal, linear (by the exit's layer), or numbers such as 1,1,2. Default: ${DEFAULT-VALUE}.")
  String exitWeights = "";

  @Option(
      names = "--distill",
      paramLabel = "X",
      defaultValue = "0",
      description =
          "Share, 0 to 1, of what earlier exits learn from the last exit's answers, not from labels. Default: ${DEFAULT-VALUE}.")
  double distill;

  @Option(
      names = "--distill-temperature",
      paramLabel = "T",
      defaultValue = "2",
      description = "Softens the answers for --distill. Default: ${DEFAULT-VALUE}.")
  double distillTemperature;

  @Option(
      names = "--checkpoint-dir",
      paramLabel = "DIR",
      description =
          "Folder to write down how far training is, and to go on from if it was stopped; deleted at the end. Default: none.")
  @Nullable String checkpointDir;

  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "MINUTES",
      defaultValue = "10",
      description =
          "Least time between checkpoints within an epoch; there is one after each. Default: ${DEFAULT-VALUE}.")
  double checkpointMinutes;

  /**
   * The bound on gradients.
   *
   * @param warm whether training begins with a bundle
   */
  OptionalDouble clipNorm(boolean warm) {
    double norm = clipNorm != null ? clipNorm : warm ? CLIP_NORM : NO_CLIPPING;
    return norm == NO_CLIPPING ? OptionalDouble.empty() : OptionalDouble.of(norm);
  }

  /** What is minimised. */
  Objective objective() {
    return new Objective(ExitWeights.parse(exitWeights), distill, distillTemperature);
  }

  /** Where to write down how far training is, if anywhere. */
  Optional<CheckpointPlan> checkpoints() {
    if (!(checkpointMinutes >= 0 && checkpointMinutes <= 1e6)) {
      throw new IllegalArgumentException(
          "Cannot write a checkpoint every %s minutes (must be within 0 to 1000000)"
              .formatted(checkpointMinutes));
    }
    if (checkpointDir == null) {
      return Optional.empty();
    }
    OfframpCommand.requireNamed("--checkpoint-dir", checkpointDir);
    OutputFile.requireLocal("--checkpoint-dir", "checkpoint", checkpointDir);
    Duration every = Duration.ofMillis(Math.round(checkpointMinutes * SECONDS_A_MINUTE * 1000));
    return Optional.of(new CheckpointPlan(Path.of(checkpointDir), every));
  }
}
