// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.util.Pair;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTensors;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torchscript.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** One training: its epochs and steps, from the start or from where another run stopped. */
final class TrainingRun implements AutoCloseable {
  /** Odd and without a pattern, so that seeds of neighbours' steps do not meet. */
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private final TorchModule module;
  private final EncoderShape shape;
  private final TrainingOptions options;
  private final int paddingId;
  private final TrainingListener listener;
  private final CheckpointWriter checkpoints;
  private final List<LabelledRow> dev;
  private final TrainingBatches batches;
  private final int stepsOfEpoch;
  private final WarmUpCosine schedule;
  private final AdamW optimizer;
  private final BooleanSupplier told;
  private final BestEpoch best = new BestEpoch();

  private int epoch = 1;
  private int stepsDone;
  private double lossSum;

  TrainingRun(
      TorchModule module,
      EncoderShape shape,
      TrainingOptions options,
      int paddingId,
      TrainingListener listener,
      CheckpointWriter checkpoints,
      List<LabelledRow> rows,
      List<LabelledRow> dev,
      BooleanSupplier told)
      throws IOException {
    this.module = module;
    this.shape = shape;
    this.options = options;
    this.paddingId = paddingId;
    this.listener = listener;
    this.checkpoints = checkpoints;
    this.dev = dev;
    this.told = told;
    batches = new TrainingBatches(rows, options);
    stepsOfEpoch = (rows.size() + options.batchSize() - 1) / options.batchSize();
    int steps = Math.multiplyExact(options.epochs(), stepsOfEpoch);
    schedule =
        new WarmUpCosine(
            options.rate().peak(), (int) Math.ceil(steps * options.rate().warmUpShare()), steps);
    double[] rates = LayerRates.of(shape, options.rate().layerDecay());
    optimizer = AdamW.of(arrays(), rates, options.weightDecay(), options.clipNorm());
  }

  /** Goes on from there; the module has its weights already. */
  void resume(TrainingState state) {
    epoch = state.epoch();
    stepsDone = state.stepsOfEpoch();
    lossSum = state.lossSum();
    optimizer.resume(state.steps(), state.means(), state.variances());
    state.best().ifPresent(best::keep);
    batches.skipEpochs(epoch - 1);
    listener.onResume(epoch, stepsDone);
  }

  /** Trains until the last epoch, or until patience ends. */
  TrainedEncoder run() {
    while (epoch <= options.epochs() && !patienceEnded()) {
      steps();
      double loss = lossSum / stepsOfEpoch;
      DevResult result =
          DevResult.of(module, shape, dev, options.batchSize(), paddingId, this::stopIfToldTo);
      List<Double> accuracy = result.accuracy();
      listener.onEpoch(epoch, loss, accuracy);
      if (best.improvedBy(accuracy)) {
        best.keep(new TrainedEncoder(weights(), result.temperatures(), accuracy, epoch));
      }
      epoch++;
      stepsDone = 0;
      lossSum = 0;
      checkpoints.write(this::state);
    }
    stopIfToldTo(); // or a bundle would be begun that cannot be finished
    return best.encoder();
  }

  private boolean patienceEnded() {
    return best.kept().isPresent() && epoch - 1 - best.epoch() >= options.patience();
  }

  /** Leaves off between two batches if the process was told to end, with a checkpoint if it may. */
  private void stopIfToldTo() {
    if (!told.getAsBoolean()) {
      return;
    }
    checkpoints.write(this::state);
    listener.onStop(epoch, stepsDone, checkpoints.writes());
    throw new CancellationException("Cannot go on training: the process was told to end");
  }

  private void steps() {
    int passed = stepsDone;
    int place = 0;
    for (List<LabelledRow> batch : batches.nextEpoch()) {
      float[] keep = batches.keep(batch);
      place++;
      if (place <= passed) {
        continue; // trained before the run was stopped; what it drew had to be drawn
      }
      stopIfToldTo();
      lossSum += step(batch, keep);
      stepsDone = place;
      listener.onStep(epoch, stepsDone, stepsOfEpoch, lossSum / stepsDone);
      if (stepsDone < stepsOfEpoch) {
        checkpoints.afterStep(this::state);
      }
    }
  }

  private double step(List<LabelledRow> rows, float[] keep) {
    try (NDManager scope = module.newScope()) {
      List<TokenizedText> texts = rows.stream().map(LabelledRow::text).toList();
      TokenBatch batch = TokenBatch.of(texts, paddingId, scope);
      Shape ids = batch.ids().getShape();
      NDArray kept = scope.create(keep, new Shape(ids.get(0), ids.get(1), 1));
      NDArray labels = Targets.of(rows, shape, scope);
      if (options.dropout() > 0) {
        module.seed(
            dropoutSeed(optimizer.steps())); // of the step: a run that goes on drops the same
      }
      float loss;
      try (GradientCollector gradients = module.newGradientCollector()) {
        NDArray total =
            module.callForTraining(
                ObjectiveScript.METHOD, batch.ids(), batch.types(), batch.mask(), kept, labels);
        gradients.backward(total);
        loss = total.getFloat();
      }
      requireFinite("loss", loss);
      requireFinite("gradients' norm", optimizer.step(schedule.at(optimizer.steps() + 1)));
      return loss;
    }
  }

  private int dropoutSeed(int step) {
    return new SplittableRandom(options.seed() + GAMMA * step).nextInt();
  }

  private void requireFinite(String what, float value) {
    if (!Float.isFinite(value)) {
      throw new ArithmeticException(
          "Cannot go on training: the %s is %s (lower the learning rate, now %s)"
              .formatted(what, value, options.rate().peak()));
    }
  }

  private TrainingState state() {
    return new TrainingState(
        epoch,
        stepsDone,
        lossSum,
        optimizer.steps(),
        weights(),
        optimizer.means(),
        optimizer.variances(),
        best.kept());
  }

  private List<NDArray> arrays() {
    List<NDArray> arrays = new ArrayList<>();
    var parameters = module.block().getParameters();
    for (EncoderTensors.Spec spec : EncoderTensors.specs(shape)) {
      arrays.add(parameters.get(spec.name()).getArray());
    }
    return arrays;
  }

  private List<Tensor> weights() {
    List<Tensor> weights = new ArrayList<>();
    for (Pair<String, Parameter> entry : module.block().getParameters()) {
      NDArray array = entry.getValue().getArray();
      weights.add(new Tensor(entry.getKey(), array.getShape().getShape(), array.toFloatArray()));
    }
    return weights;
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
