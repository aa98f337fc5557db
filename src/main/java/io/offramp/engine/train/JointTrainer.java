// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torch.TorchThreads;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Trains an encoder and its exits together, through DJL's gradient collector over the module's
 * {@code exit_logits} method.
 *
 * <p>Equal rows, shape, weights and options give equal results on the same machine with the same
 * number of threads; kernels may add in another order elsewhere. Computes in float32, as a bundle's
 * weights are.
 */
public final class JointTrainer {
  private final EncoderShape shape;
  private final TrainingOptions options;
  private final int paddingId;
  private final TrainingListener listener;
  private final Loss crossEntropy = Loss.softmaxCrossEntropyLoss();

  /** A trainer of encoders of that shape. */
  public JointTrainer(
      EncoderShape shape, TrainingOptions options, int paddingId, TrainingListener listener) {
    this.shape = shape;
    this.options = options;
    this.paddingId = paddingId;
    this.listener = listener;
  }

  /**
   * Trains from {@code start} and keeps the epoch with the best dev accuracy at the last exit (on a
   * tie the one with the better mean over all exits).
   *
   * @param start initial weights in the template's order
   * @throws IOException if the temporary archive cannot be written
   * @throws IllegalArgumentException if there are no training or no dev rows, or a label is not
   *     among the classes
   */
  public TrainedEncoder train(List<Tensor> start, List<LabelledRow> rows, List<LabelledRow> dev)
      throws IOException {
    if (rows.isEmpty() || dev.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot train on %d rows with %d dev rows (must both be at least 1)"
              .formatted(rows.size(), dev.size()));
    }
    requireLabels(rows);
    requireLabels(dev);
    TorchThreads.prepare(options.threads());
    double[] neutral = new double[shape.exits()];
    Arrays.fill(neutral, 1);
    Path folder = Files.createTempDirectory("offramp-train");
    Path archive = folder.resolve("start.pt");
    try {
      TorchScriptArchive.write(EncoderTemplate.module(shape, start, neutral), archive);
      try (TorchModule module = TorchModule.loadForTraining(archive)) {
        return run(module, start, rows, dev);
      }
    } finally {
      Files.deleteIfExists(archive);
      Files.deleteIfExists(folder);
    }
  }

  private void requireLabels(List<LabelledRow> rows) {
    for (LabelledRow row : rows) {
      if (row.label() < 0 || row.label() >= shape.classes()) {
        throw new IllegalArgumentException(
            "Cannot train on label %d (must be within 0 to %d)"
                .formatted(row.label(), shape.classes() - 1));
      }
    }
  }

  private TrainedEncoder run(
      TorchModule module, List<Tensor> start, List<LabelledRow> rows, List<LabelledRow> dev) {
    Random random = new Random(options.seed());
    BestEpoch best = new BestEpoch();
    try (Trainer trainer = module.model().newTrainer(config(rows.size()))) {
      for (int epoch = 1; epoch <= options.epochs(); epoch++) {
        double loss = epoch(trainer, rows, epoch, random);
        DevResult result = DevResult.of(module, shape, dev, options.batchSize(), paddingId);
        listener.onEpoch(epoch, loss, result.accuracy());
        if (best.improvedBy(result.accuracy())) {
          best.keep(
              new TrainedEncoder(
                  weights(module, start), result.temperatures(), result.accuracy(), epoch));
        } else if (epoch - best.epoch() >= options.patience()) {
          break;
        }
      }
    }
    return best.encoder();
  }

  private DefaultTrainingConfig config(int rows) {
    int steps = options.epochs() * ((rows + options.batchSize() - 1) / options.batchSize());
    int warmUp = (int) Math.ceil(steps * options.warmUpShare());
    return new DefaultTrainingConfig(crossEntropy)
        .optOptimizer(
            Optimizer.adamW()
                .optLearningRateTracker(new WarmUpCosine(options.learningRate(), warmUp, steps))
                .optWeightDecays((float) options.weightDecay())
                .build());
  }

  private double epoch(Trainer trainer, List<LabelledRow> rows, int epoch, Random random) {
    List<List<LabelledRow>> batches = LengthBatches.shuffled(rows, options.batchSize(), random);
    double total = 0;
    for (int step = 1; step <= batches.size(); step++) {
      total += step(trainer, batches.get(step - 1), random);
      listener.onStep(epoch, step, batches.size(), total / step);
    }
    return total / batches.size();
  }

  private double step(Trainer trainer, List<LabelledRow> rows, Random random) {
    try (NDManager scope = trainer.getManager().newSubManager()) {
      List<TokenizedText> texts = rows.stream().map(LabelledRow::text).toList();
      TokenBatch batch = TokenBatch.of(texts, paddingId, scope);
      NDArray labels = labels(rows, scope);
      NDList inputs =
          TorchModule.inputsFor(
              "exit_logits", batch.ids(), batch.types(), batch.mask(), keep(batch, scope, random));
      float loss;
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDArray logits = trainer.forward(inputs).singletonOrThrow();
        NDArray flat = logits.reshape(-1, shape.classes());
        NDArray mean = crossEntropy.evaluate(new NDList(labels), new NDList(flat));
        gradients.backward(mean);
        loss = mean.getFloat();
      }
      if (!Float.isFinite(loss)) {
        throw new ArithmeticException(
            "Cannot go on training: the loss is %s (lower the learning rate, now %s)"
                .formatted(loss, options.learningRate()));
      }
      trainer.step();
      return loss;
    }
  }

  /** Every exit learns the same labels: [K*B], exit by exit. */
  private NDArray labels(List<LabelledRow> rows, NDManager scope) {
    float[] labels = new float[shape.exits() * rows.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rows.get(i % rows.size()).label();
    }
    return scope.create(labels);
  }

  /**
   * Word dropout: 1 keeps a token's embedding, 0 hides it [B,N,1]; the first token always stays.
   */
  private NDArray keep(TokenBatch batch, NDManager scope, Random random) {
    Shape ids = batch.ids().getShape();
    int length = Math.toIntExact(ids.get(1));
    float[] keep = new float[Math.toIntExact(ids.size())];
    for (int i = 0; i < keep.length; i++) {
      boolean drop = random.nextDouble() < options.wordDropout() && i % length != 0;
      keep[i] = drop ? 0 : 1;
    }
    return scope.create(keep, new Shape(ids.get(0), length, 1));
  }

  private static List<Tensor> weights(TorchModule module, List<Tensor> start) {
    List<Tensor> weights = new ArrayList<>();
    var parameters = module.block().getParameters();
    for (Tensor tensor : start) {
      Parameter parameter = parameters.get(tensor.name());
      weights.add(new Tensor(tensor.name(), tensor.shape(), parameter.getArray().toFloatArray()));
    }
    return weights;
  }
}
