// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.policy.OfframpVersion;
import io.offramp.engine.bench.BenchReport;
import io.offramp.engine.bench.Lever;
import io.offramp.engine.bench.Load;
import io.offramp.engine.bench.Machine;
import io.offramp.engine.bench.Measurement;
import io.offramp.engine.bench.Variant;
import io.offramp.engine.encoder.Architecture;
import io.offramp.engine.encoder.EncoderShape;
import java.util.Locale;
import java.util.OptionalDouble;

/** The report of {@code bench} as JSON; its keys are explained in the page on benchmarks. */
final class BenchJson {
  private static final double GIGA = 1e9;

  private BenchJson() {}

  static String of(BenchResult result, BenchRequest request) {
    BenchReport report = result.report();
    ObjectNode root = Json.object();
    root.put("format", "offramp-bench").put("format-version", 1);
    root.put("offramp-version", OfframpVersion.current());
    put(root, "efficiency", report.efficiency(report.earlyExit()));
    put(root, "gain-over-naive", report.overNaive(report.everything()));
    put(root, "full-depth-of-endless", report.fullDepthOfEndless());
    root.put("precision", report.main().id());
    machine(root.putObject("machine"), result.machine());
    model(root.putObject("model"), result);
    options(root.putObject("options"), request, result);
    root.put("rows", result.rows());
    ArrayNode variants = root.putArray("variants");
    report.measurements().forEach(one -> variant(variants.addObject(), report, one));
    ArrayNode levers = root.putArray("levers");
    report.levers().forEach(lever -> lever(levers.addObject(), lever));
    return Json.pretty(root);
  }

  private static void machine(ObjectNode node, Machine machine) {
    node.put("processor", machine.processor());
    ArrayNode flags = node.putArray("flags");
    machine.flags().forEach(flags::add);
    node.put("cores", machine.cores()).put("java", machine.java());
    node.put("libtorch", machine.libtorch());
  }

  private static void model(ObjectNode node, BenchResult result) {
    Architecture shape = result.bundle().manifest().architecture();
    node.put("sha256", result.bundle().sha256());
    node.put("layers", shape.layers()).put("width", shape.width());
    if (shape instanceof EncoderShape encoder) {
      node.put("heads", encoder.heads()).put("feed-forward", encoder.feedForwardWidth());
    }
    node.put("max-length", shape.maxLength());
    ArrayNode exits = node.putArray("exit-layers");
    shape.exitLayers().forEach(exits::add);
  }

  private static void options(ObjectNode node, BenchRequest request, BenchResult result) {
    node.put("data", request.data());
    node.put("bundle", request.bundle().orElse(null)).put("policy", request.policy().orElse(null));
    node.put("rows", request.rows()).put("baseline-rows", request.baselineRows());
    ArrayNode costs = node.putArray("mean-cost");
    request.meanCosts().forEach(costs::add);
    node.put("precision", request.precision()).put("tasks", request.tasks());
    node.put("batch-size", result.scoring().batchSize());
    node.put("length-grid", result.scoring().lengthGrid());
    node.put("repetitions", request.repetitions()).put("seed", request.seed());
    node.put("through-spark", request.throughSpark());
  }

  private static void variant(ObjectNode node, BenchReport report, Measurement one) {
    Variant variant = one.variant();
    Load load = variant.load();
    node.put("id", variant.id()).put("title", variant.title());
    node.put("role", variant.role().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    variant.precision().ifPresent(precision -> node.put("precision", precision.id()));
    ArrayNode seconds = node.putArray("seconds");
    one.seconds().forEach(seconds::add);
    node.put("median-seconds", one.medianSeconds());
    if (load.rows() > 0) {
      node.put("rows", load.rows()).put("tokens", load.tokens());
      node.put("padded-tokens", load.paddedTokens());
      node.put("rows-per-second", one.perSecond(load.rows()));
      node.put("tokens-per-second", one.perSecond((double) load.tokens()));
      node.put("padded-tokens-per-second", one.perSecond((double) load.paddedTokens()));
    }
    if (load.flops() > 0) {
      node.put("flops", load.flops()).put("full-depth-flops", load.fullFlops());
      node.put("gflops-per-second", one.perSecond(load.flops() / GIGA));
      node.put("mean-cost", load.meanCost()).put("promise", load.promise());
    }
    put(node, "speed-up", report.speedUp(one));
    put(node, "efficiency", report.efficiency(one));
    put(node, "gain-over-naive", report.overNaive(one));
    put(node, "of-engine", report.ofEngine(one));
  }

  private static void lever(ObjectNode node, Lever lever) {
    node.put("name", lever.name()).put("variant", lever.upon()).put("gain", lever.gain());
    node.put("gain-over-naive", lever.overNaive());
    put(node, "alone-over-naive", lever.alone());
  }

  private static void put(ObjectNode node, String key, OptionalDouble value) {
    if (value.isPresent()) {
      node.put(key, value.getAsDouble());
    }
  }
}
