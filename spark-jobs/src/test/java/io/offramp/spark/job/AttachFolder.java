// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.spark.fixture.ImportedBundle;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * A folder with tables to attach exits by, a work folder, and a place for the bundle; and what
 * attaching them comes to.
 */
final class AttachFolder {
  private final SparkSession spark;
  private final Path folder;

  AttachFolder(SparkSession spark, Path folder) throws IOException {
    this.spark = spark;
    this.folder = folder;
    Files.createDirectories(work());
  }

  Path out() {
    return folder.resolve("out");
  }

  Path work() {
    return folder.resolve("work");
  }

  AttachRequests request(Bundle bundle, String data) {
    return new AttachRequests(bundle, data, out()).workDir(work());
  }

  String samples(String name, int rows, long seed) {
    return Tables.text(folder.resolve(name), Tables.jsonl(TinyBundle.samples(rows, seed)));
  }

  String unlabelled(String name, int rows, long seed) {
    List<String> lines = new ArrayList<>(List.of("text"));
    TinyBundle.samples(rows, seed).forEach(sample -> lines.add(sample.text()));
    return lines(name, lines.toArray(new String[0]));
  }

  String lines(String name, String... lines) {
    return Tables.lines(folder.resolve(name), lines);
  }

  AttachExitsReport attach(AttachRequests request) {
    return attach(request, line -> {});
  }

  /**
   * Attaches exits.
   *
   * @param log hears what stays on screen
   */
  AttachExitsReport attach(AttachRequests request, Consumer<String> log) {
    return AttachExitsJob.run(spark, request.build(), ProgressSink.none(), log);
  }

  /** The encoder of the tiny bundle with its last exit alone, as a checkpoint of BERT's has it. */
  Bundle stripped() {
    Bundle imported = ImportedBundle.of(TinyBundle.get(), folder);
    AttachRequests request =
        new AttachRequests(imported, unlabelled("any.csv", 30, 5), folder.resolve("stripped"));
    AttachExitsReport report = attach(request.exits(3));
    assertThat(report.exits()).hasSize(1);
    return report.bundle();
  }

  /** The tensors of a bundle by name. */
  static Map<String, float[]> tensors(Bundle bundle) {
    return BundleTensors.of(bundle).stream()
        .collect(Collectors.toMap(Tensor::name, Tensor::values));
  }

  /** Asserts that all tensors but those of heads are another bundle's. */
  static void assertSameBackbone(Bundle bundle, Bundle source) {
    Map<String, float[]> before = tensors(source);
    tensors(bundle)
        .forEach(
            (name, tensor) -> {
              if (!name.startsWith("head_")) {
                assertThat(tensor).as(name).isEqualTo(before.get(name));
              }
            });
  }
}
