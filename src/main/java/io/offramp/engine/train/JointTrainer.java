// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.encoder.NumberHeads;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.torch.ProcessEnd;
import io.offramp.engine.torch.TemporaryModule;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torch.TorchThreads;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains an encoder and its exits together, from fresh weights or from a bundle's.
 *
 * <p>Equal rows, shape, weights and options give equal results on the same machine with the same
 * number of threads, in one go or with a stop between; kernels may add in another order elsewhere.
 * Computes in float32, as a bundle's weights are.
 */
public final class JointTrainer {
  private final EncoderShape shape;
  private final TrainingOptions options;
  private final int paddingId;
  private final TrainingListener listener;
  private final Optional<CheckpointPlan> plan;

  /** A trainer of encoders of that shape. */
  public JointTrainer(
      EncoderShape shape, TrainingOptions options, int paddingId, TrainingListener listener) {
    this(shape, options, paddingId, listener, Optional.empty());
  }

  /**
   * A trainer that writes checkpoints, and goes on from one that it finds. When training is done
   * the last one stays, for the caller to {@linkplain CheckpointFolder#delete delete} once the
   * result is safe.
   */
  public JointTrainer(
      EncoderShape shape,
      TrainingOptions options,
      int paddingId,
      TrainingListener listener,
      Optional<CheckpointPlan> plan) {
    this.shape = shape;
    this.options = options;
    this.paddingId = paddingId;
    this.listener = listener;
    this.plan = plan;
  }

  /**
   * Trains from {@code start} and keeps the epoch with the best dev accuracy at the last exit (on a
   * tie the one with the better mean over all exits); of a regression with the best R².
   *
   * @param start initial weights in the template's order
   * @throws IOException if the temporary archive cannot be written
   * @throws IllegalArgumentException if there are no training or no dev rows, a label is not among
   *     the classes, a token type not among the encoder's, or the checkpoint is another training's
   * @throws java.util.concurrent.CancellationException once this process was told to end, between
   *     two steps or two batches of dev rows, after a checkpoint if there is a plan
   */
  public TrainedEncoder train(List<Tensor> start, List<LabelledRow> rows, List<LabelledRow> dev)
      throws IOException {
    if (rows.isEmpty() || dev.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot train on %d rows with %d dev rows (must both be at least 1)"
              .formatted(rows.size(), dev.size()));
    }
    requireKnown(rows);
    requireKnown(dev);
    boolean numbers = shape.task() == Task.REGRESSION;
    if (numbers && dev.stream().mapToDouble(LabelledRow::number).distinct().count() < 2) {
      throw new IllegalArgumentException(
          "Cannot train on dev rows that all have the label %s (must differ, or no epoch can be told from another; give other dev rows)"
              .formatted(dev.get(0).number()));
    }
    TrainedEncoder trained =
        held(numbers ? NumberHeads.standardised(start, shape) : start, rows, dev);
    return numbers
        ? new TrainedEncoder(
            NumberHeads.inUnit(trained.weights(), shape, trained.temperatures()),
            Collections.nCopies(shape.exits(), 1.0),
            trained.devAccuracy(),
            trained.bestEpoch())
        : trained;
  }

  /**
   * The end of the process waits for the step that is being made, and for a checkpoint after it.
   */
  private TrainedEncoder held(List<Tensor> start, List<LabelledRow> rows, List<LabelledRow> dev)
      throws IOException {
    ProcessEnd end = ProcessEnd.ofThisProcess();
    end.hold();
    try {
      return run(start, rows, dev);
    } finally {
      end.letGo();
    }
  }

  private TrainedEncoder run(List<Tensor> start, List<LabelledRow> rows, List<LabelledRow> dev)
      throws IOException {
    TorchThreads.prepare(options.threads());
    CheckpointWriter checkpoints = CheckpointWriter.none();
    Optional<TrainingState> state = Optional.empty();
    if (plan.isPresent()) {
      Map<String, String> identity = TrainingIdentity.of(shape, options, start, rows, dev);
      checkpoints = CheckpointWriter.of(plan.get(), identity);
      CheckpointFolder folder = new CheckpointFolder(plan.get().folder());
      folder.requireWritable();
      state = folder.newest(identity, start);
    }
    try (TorchModule module =
            TemporaryModule.forTraining(module(state.map(TrainingState::weights).orElse(start)));
        TrainingRun run =
            new TrainingRun(
                module,
                shape,
                options,
                paddingId,
                listener,
                checkpoints,
                rows,
                dev,
                ProcessEnd.ofThisProcess()::begun)) {
      state.ifPresent(run::resume);
      return run.run();
    }
  }

  private TorchScriptModule module(List<Tensor> weights) {
    return ObjectiveScript.addTo(
        EncoderTemplate.forTraining(shape, weights, options.dropout()), shape, options.objective());
  }

  private void requireKnown(List<LabelledRow> rows) {
    for (LabelledRow row : rows) {
      for (int label : row.labels()) {
        if (label < 0 || label >= shape.classes()) {
          throw new IllegalArgumentException(
              "Cannot train on label %d (must be within 0 to %d)"
                  .formatted(label, shape.classes() - 1));
        }
      }
      if (shape.task() == Task.SINGLE_LABEL && row.labels().size() != 1) {
        throw new IllegalArgumentException(
            "Cannot train on a row with labels %s (must be one; a set needs task multi-label)"
                .formatted(row.labels()));
      }
      if (shape.task() == Task.REGRESSION && !Double.isFinite(row.number())) {
        throw new IllegalArgumentException(
            "Cannot train on a row with the label %s (must be a finite number)"
                .formatted(row.number()));
      }
      for (int type : row.text().types()) {
        if (type >= shape.tokenTypes()) {
          throw new IllegalArgumentException(
              "Cannot train on token type %d (the encoder knows %d types; leave second texts out, or begin with another bundle)"
                  .formatted(type, shape.tokenTypes()));
        }
      }
    }
  }
}
