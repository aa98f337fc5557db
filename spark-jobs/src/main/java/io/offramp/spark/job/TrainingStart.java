// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.words.Counted;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.text.TokenizerJson;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.train.Objective;
import io.offramp.engine.train.WarmStart;
import io.offramp.spark.ml.Bundles;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** What training begins with: fresh weights and the request's sizes, or a bundle. */
final class TrainingStart {
  private static final int TOKEN_TYPES = 2;

  private final TrainRequest request;
  private final String tokenizer;
  private final List<String> labels;
  private final Optional<Bundle> bundle;
  private final Optional<WarmStart> warm;
  private final Task task;
  private final NumberScale numbers;

  private TrainingStart(
      TrainRequest request,
      String tokenizer,
      List<String> labels,
      Optional<Bundle> bundle,
      Optional<WarmStart> warm,
      Task task,
      NumberScale numbers) {
    this.request = request;
    this.tokenizer = tokenizer;
    this.labels = labels;
    this.bundle = bundle;
    this.warm = warm;
    this.task = task;
    this.numbers = numbers;
  }

  /** The bundle to begin with, opened before the rows are read; empty: fresh weights. */
  static Optional<Bundle> bundle(TrainRequest request) {
    return request.init().map(init -> Bundles.open(init.bundle()));
  }

  /**
   * What was asked for, else what the bundle does, else one label a row.
   *
   * @throws IllegalArgumentException if it has no use for what else was asked for
   */
  static Task task(TrainRequest request, Optional<Bundle> bundle) {
    Task task =
        request
            .task()
            .or(() -> bundle.map(from -> from.manifest().task()))
            .orElse(Task.SINGLE_LABEL);
    double temperature = request.options().objective().temperature();
    if (task == Task.REGRESSION && temperature != Objective.MEAN.temperature()) {
      throw new IllegalArgumentException(
          "Cannot use --distill-temperature %s with task regression%s: numbers have no probabilities to soften (leave it out)"
              .formatted(
                  temperature,
                  request.task().isPresent()
                      ? ""
                      : ", which is that of bundle " + bundle.orElseThrow().location()));
    }
    return task;
  }

  static TrainingStart of(
      TrainRequest request, Optional<Bundle> bundle, LabelledTable train, Consumer<String> log) {
    Task task = task(request, bundle);
    boolean regression = task == Task.REGRESSION;
    NumberScale numbers = regression ? train.numberScale(request.data()) : NumberScale.UNIT;
    List<String> found = regression ? name(request, bundle) : train.labelNames();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot train on %s: no label applies to any of its rows (name the column of the labels with --label-col)"
              .formatted(request.data()));
    }
    if (bundle.isEmpty()) {
      String tokenizer = TrainingTokenizer.of(request, train.texts());
      return new TrainingStart(request, tokenizer, found, bundle, Optional.empty(), task, numbers);
    }
    Bundle from = bundle.get();
    InitRequest init = request.init().orElseThrow();
    List<String> labels = WarmStart.labels(from.manifest(), found);
    requireSameTexts(request, from, labels, train.textPairs());
    WarmStart warm =
        WarmStart.of(
                from.manifest(), labels, init.exitLayers(), init.pooling(), init.maxLength(), task)
            .withNumbers(numbers);
    log.accept(
        "begins with bundle %s (SHA-256 %s); of %d exits %d keep their classifiers"
            .formatted(from.location(), from.sha256(), warm.shape().exits(), warm.keptHeads()));
    return new TrainingStart(
        request, from.tokenizerText(), labels, bundle, Optional.of(warm), task, numbers);
  }

  /** What a regression's number is called: as by the bundle to begin with, else as its column. */
  private static List<String> name(TrainRequest request, Optional<Bundle> bundle) {
    return bundle
        .map(Bundle::manifest)
        .filter(known -> known.task() == Task.REGRESSION)
        .map(BundleManifest::labels)
        .orElse(List.of(request.columns().label()));
  }

  /** What is learnt to say of a row. */
  Task task() {
    return task;
  }

  /** What is told of the labels. */
  String told() {
    return task == Task.REGRESSION
        ? String.format(
            Locale.ROOT,
            "labels of mean %.4g and standard deviation %.4g",
            numbers.center(),
            numbers.scale())
        : Counted.of(labels.size(), "label");
  }

  /**
   * Refuses rows of one text for a bundle of pairs, and the other way round, where the bundle's
   * labels stay or it was said to be for pairs when it was imported. A checkpoint without any
   * fitted exit, and one that gets other labels, can be trained on either.
   */
  private static void requireSameTexts(
      TrainRequest request, Bundle from, List<String> labels, boolean pairs) {
    BundleManifest manifest = from.manifest();
    boolean goesOn = labels.equals(manifest.labels()) || manifest.labels().isEmpty();
    String column = request.columns().pair();
    if (manifest.textPairs() && !pairs && goesOn) {
      throw new IllegalArgumentException(
          "Cannot train from bundle %s: it is of pairs of texts, and %s has no column '%s' (name it with --text-pair-col)"
              .formatted(from.location(), request.data(), column));
    }
    if (!manifest.textPairs() && pairs && labels.equals(manifest.labels())) {
      throw new IllegalArgumentException(
          "Cannot train from bundle %s: it is of single texts, and %s has a second one, column '%s' (leave the column out, or import a checkpoint of pairs with --text-pairs)"
              .formatted(from.location(), request.data(), column));
    }
  }

  /** In the Hugging Face format. */
  String tokenizer() {
    return tokenizer;
  }

  List<String> labels() {
    return labels;
  }

  int paddingId() {
    return bundle
        .map(from -> from.manifest().paddingId())
        .orElseGet(() -> TokenizerJson.paddingId(tokenizer));
  }

  int maxLength() {
    return warm.map(start -> start.shape().maxLength()).orElse(request.maxLength());
  }

  /**
   * The encoder to train.
   *
   * @param vocabularySize the tokenizer's
   */
  EncoderShape shape(int vocabularySize) {
    bundle.ifPresent(from -> from.requireVocabulary(vocabularySize));
    return warm.map(WarmStart::shape)
        .orElseGet(
            () ->
                new EncoderShape(
                        vocabularySize,
                        request.maxLength(),
                        TOKEN_TYPES,
                        request.width(),
                        request.layers(),
                        request.heads(),
                        request.feedForwardWidth(),
                        request.exitLayers(),
                        labels.size(),
                        request.pooling())
                    .withTask(task)
                    .withNumbers(numbers));
  }

  /** The weights to begin with. */
  List<Tensor> weights(EncoderShape shape) {
    long seed = request.options().seed();
    return warm.isPresent()
        ? warm.get().weights(BundleTensors.of(bundle.orElseThrow()), seed)
        : EncoderInitializer.weights(shape, seed);
  }

  /** What a bundle says of where its weights began. */
  Optional<String> origin() {
    return bundle.map(from -> from.location() + ", SHA-256 " + from.sha256());
  }

  /** The family of the checkpoint that its weights were once imported from. */
  Optional<String> modelType() {
    return bundle.flatMap(from -> from.manifest().provenance().modelType());
  }
}
