// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.TrainingListener;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Turns training's events into a progress line with loss, rows/s and time left. */
final class TrainingProgress implements TrainingListener {
  private static final double SETTLED_SECONDS = 3;

  private final ProgressSink sink;
  private final Consumer<String> log;
  private final int epochs;
  private final int batchSize;
  private final String measure;
  private final long start = System.nanoTime();
  private long stepsHere;

  TrainingProgress(ProgressSink sink, Consumer<String> log, int epochs, int batchSize, Task task) {
    this.measure = task == Task.REGRESSION ? "R2" : "accuracy";
    this.sink = sink;
    this.log = log;
    this.epochs = epochs;
    this.batchSize = batchSize;
  }

  @Override
  public void onResume(int epoch, int steps) {
    log.accept(
        String.format(
            Locale.ROOT,
            "goes on from a checkpoint: epoch %d, %,d steps of it done",
            epoch,
            steps));
  }

  @Override
  public void onStep(int epoch, int step, int steps, double loss) {
    stepsHere++;
    double seconds = (System.nanoTime() - start) / 1e9;
    if (seconds < SETTLED_SECONDS) {
      return; // the first steps load libraries: their pace foretells nothing
    }
    double secondsAStep = seconds / stepsHere;
    long left = (long) (epochs - epoch) * steps + steps - step;
    sink.show(
        String.format(
            Locale.ROOT,
            "training: epoch %d/%d, step %d/%d, loss %.4f, %,.0f rows/s, at most %s left",
            epoch,
            epochs,
            step,
            steps,
            loss,
            batchSize / secondsAStep,
            TimeLeft.words(left * secondsAStep)));
  }

  @Override
  public void onEpoch(int epoch, double loss, List<Double> devAccuracy) {
    String accuracies =
        devAccuracy.stream()
            .map(value -> String.format(Locale.ROOT, "%.4f", value))
            .collect(Collectors.joining(" "));
    log.accept(
        String.format(
            Locale.ROOT,
            "epoch %d: loss %.4f, dev %s by exit %s",
            epoch,
            loss,
            measure,
            accuracies));
  }

  @Override
  public void onStop(int epoch, int steps, boolean written) {
    log.accept(
        String.format(
            Locale.ROOT,
            "stops in epoch %d with %,d steps of it done: %s",
            epoch,
            steps,
            written
                ? "a checkpoint is written, from which the same command goes on"
                : "nothing is kept (with --checkpoint-dir a training can go on)"));
  }
}
