// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import ai.djl.ndarray.NDManager;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.encoder.ProductTemplate;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.ScoringOptions;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What bounds all variants: matrix products, one full batch again and again, and tokenising. All
 * tasks do the same at once, so that they share caches and clocks as tasks do.
 */
final class Probes implements AutoCloseable {
  private static final int BIG = 2048;

  /** About a second each on two cores: 2 x 8 x 17 GFLOP. */
  private static final int BIG_ROUNDS = 8;

  private static final double PRODUCT_FLOPS = 1.4e11;
  private static final double MOST_PRODUCT_ROUNDS = 200;
  private static final double ENDLESS_FLOPS = 4e11;

  private final Crew crew;
  private final BenchOptions options;
  private final Models models;
  private final RowSet rows;
  private final List<MatrixProducts> loaded = new ArrayList<>();

  Probes(Crew crew, BenchOptions options, Models models, RowSet rows) {
    this.crew = crew;
    this.options = options;
    this.models = models;
    this.rows = rows;
  }

  List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    for (Precision precision : options.precisions()) {
      EarlyExitModel model = models.engine(precision);
      variants.add(
          products(
              "matmul",
              "matrix products of " + BIG,
              List.of(new ProductTemplate.Size(BIG, BIG, BIG)),
              precision,
              BIG_ROUNDS));
      if (model.bundle().manifest().architecture() instanceof EncoderShape shape) {
        variants.add(layerProducts(shape, precision));
      }
      variants.add(endless(model));
    }
    variants.add(tokenising(models.engine(options.mainPrecision())));
    return variants;
  }

  private Variant layerProducts(EncoderShape shape, Precision precision) {
    int tokens = options.scoring().batchSize() * ScoringOptions.REFERENCE_TOKENS;
    List<ProductTemplate.Size> layer = ProductTemplate.ofLayer(shape, tokens);
    double flops = layer.stream().mapToDouble(ProductTemplate.Size::flops).sum();
    return products(
        "layer-products",
        "a layer's products",
        layer,
        precision,
        (int) Math.max(1, Math.min(MOST_PRODUCT_ROUNDS, PRODUCT_FLOPS / flops)));
  }

  private Variant products(
      String id, String title, List<ProductTemplate.Size> sizes, Precision precision, int rounds) {
    MatrixProducts products;
    try {
      products = MatrixProducts.load(sizes, precision);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    loaded.add(products);
    return new Variant(
        id + "-" + precision.id(),
        title,
        Variant.Role.PROBE,
        Optional.of(precision),
        Load.ofFlops(products.flops() * rounds * crew.tasks()),
        Optional.empty(),
        () -> crew.seconds(task -> products.run(1)),
        () -> crew.seconds(task -> products.run(rounds)));
  }

  /** The first rows of the commonest padded length, as many as fill a batch. */
  private Variant endless(EarlyExitModel model) {
    ScoringOptions scoring = options.scoring();
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int length : rows.lengths()) {
      counts.merge(Math.min(model.maxLength(), scoring.padded(length)), 1, Integer::sum);
    }
    int length =
        counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    List<TextInput> fitting = new ArrayList<>();
    for (int row = 0; row < rows.size() && fitting.size() < scoring.rows(length); row++) {
      if (Math.min(model.maxLength(), scoring.padded(rows.lengths()[row])) == length) {
        fitting.add(inputs(rows).get(row));
      }
    }
    List<TokenizedText> batch = new ArrayList<>(model.encoder().encodeAll(fitting));
    while (batch.size() < scoring.rows(length)) {
      batch.add(batch.get(0));
    }
    double flops = 0;
    long tokens = 0;
    for (TokenizedText text : batch) {
      flops += ModelFlops.atExit(model.bundle().manifest(), model.exits(), text.length());
      tokens += text.length();
    }
    // no more than as many rows as there are, for models so small that the FLOPs would take long
    int fewest = rows.size() / (batch.size() * crew.tasks());
    int rounds = (int) Math.max(2, Math.min(fewest, ENDLESS_FLOPS / flops));
    int times = rounds * crew.tasks();
    return new Variant(
        "endless-" + model.precision().id(),
        "one full batch of length %d, again and again".formatted(length),
        Variant.Role.PROBE,
        Optional.of(model.precision()),
        new Load(
            batch.size() * times,
            tokens * times,
            (long) batch.size() * length * times,
            flops * times,
            flops * times,
            1),
        Optional.empty(),
        () -> crew.seconds(task -> runAgain(model, batch, length, 2)),
        () -> crew.seconds(task -> runAgain(model, batch, length, rounds)));
  }

  private static void runAgain(
      EarlyExitModel model, List<TokenizedText> batch, int length, int rounds) {
    for (int round = 0; round < rounds; round++) {
      try (NDManager scope = model.newScope()) {
        model.fullDepth(batch, length, scope);
      }
    }
  }

  private Variant tokenising(EarlyExitModel model) {
    return new Variant(
        "tokenising",
        "tokenising alone",
        Variant.Role.PROBE,
        Optional.empty(),
        new Load(rows.size(), rows.tokens(), rows.tokens(), 0, 0, 1),
        Optional.empty(),
        () -> tokenise(model, rows.first(512)),
        () -> tokenise(model, rows));
  }

  private double tokenise(EarlyExitModel model, RowSet some) {
    return crew.seconds(task -> model.encoder().encodeAll(inputs(some.ofTask(task, crew.tasks()))));
  }

  private static List<TextInput> inputs(RowSet some) {
    return some.texts().stream()
        .map(row -> new TextInput(Objects.requireNonNull(row.text()), row.pair()))
        .toList();
  }

  @Override
  public void close() {
    loaded.forEach(MatrixProducts::close);
  }
}
