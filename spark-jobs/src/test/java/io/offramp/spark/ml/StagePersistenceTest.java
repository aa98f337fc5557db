// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.run.PrecisionMode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
final class StagePersistenceTest {
  private final SparkSession spark;
  private final Path folder;
  private final Bundle bundle = TinyBundle.get();

  StagePersistenceTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private Dataset<Row> input() {
    String table = Tables.jsonl(TinyBundle.samples(60, 6));
    return spark.read().json(Tables.text(folder.resolve("input.jsonl"), table));
  }

  private EarlyExitClassificationModel stage(Path location) {
    return new EarlyExitClassificationModel()
        .setBundle(location.toString())
        .setPolicy(TinyBundle.policy(bundle, 0.92, 0.8))
        .setOutputPrefix("m_")
        .setBatchSize(9);
  }

  private String saved(EarlyExitClassificationModel stage) throws IOException {
    String path = folder.resolve("stage").toString();
    stage.save(path);
    return path;
  }

  @Test
  void load_savedStage_keepsParamsAndRows() throws IOException {
    EarlyExitClassificationModel stage = stage(bundle.folder());
    EarlyExitClassificationModel loaded = EarlyExitClassificationModel.load(saved(stage));
    assertThat(loaded.uid()).isEqualTo(stage.uid());
    assertThat(loaded.explainParams()).isEqualTo(stage.explainParams());
    assertThat(loaded.transform(input()).collectAsList())
        .isEqualTo(stage.transform(input()).collectAsList())
        .hasSize(60);
  }

  @Test
  @Tag("smoke")
  void load_savedPipeline_givesTheSameRows() throws IOException {
    EarlyExitClassificationModel stage = stage(bundle.folder());
    PipelineModel pipeline = new Pipeline().setStages(new PipelineStage[] {stage}).fit(input());
    String path = folder.resolve("pipeline").toString();
    pipeline.save(path);
    List<Row> rows = PipelineModel.load(path).transform(input()).collectAsList();
    assertThat(rows).isEqualTo(stage.transform(input()).collectAsList()).hasSize(60);
    assertThat(rows.get(0).schema().fieldNames()).contains("m_prediction", "m_error");
  }

  @Test
  void load_savedWithPrecision_keepsIt() throws IOException {
    for (String precision : PrecisionMode.ids()) {
      String path = folder.resolve(precision).toString();
      stage(bundle.folder()).setPrecision(precision).save(path);
      EarlyExitClassificationModel loaded = EarlyExitClassificationModel.load(path);
      assertThat(loaded.getOrDefault(loaded.precision())).isEqualTo(precision);
    }
  }

  @Test
  void load_savedWithDedupe_keepsIt() throws IOException {
    EarlyExitClassificationModel stage = stage(bundle.folder());
    assertThat((Boolean) stage.getOrDefault(stage.dedupe())).isFalse();
    EarlyExitClassificationModel loaded =
        EarlyExitClassificationModel.load(saved(stage.setDedupe(true).setDuplicateCol("twin")));
    assertThat((Boolean) loaded.getOrDefault(loaded.dedupe())).isTrue();
    assertThat(loaded.transform(input()).columns()).endsWith("twin");
  }

  @Test
  void load_savedBeforeThereWasAPrecision_computesInFp32() throws IOException {
    String path = saved(stage(bundle.folder()));
    Path metadata;
    try (var files = Files.list(Path.of(path, "metadata"))) {
      metadata =
          files.filter(file -> file.getFileName().toString().startsWith("part-")).findFirst().get();
    }
    String json = Files.readString(metadata);
    assertThat(json).containsOnlyOnce("\"precision\":\"fp32\"");
    Files.writeString(metadata, json.replace("\"precision\":\"fp32\",", ""));
    Files.deleteIfExists(metadata.resolveSibling("." + metadata.getFileName() + ".crc"));
    EarlyExitClassificationModel loaded = EarlyExitClassificationModel.load(path);
    assertThat(loaded.getOrDefault(loaded.precision())).isEqualTo("fp32");
    assertThat(loaded.transform(input()).collectAsList())
        .isEqualTo(stage(bundle.folder()).transform(input()).collectAsList());
  }

  @Test
  void setPrecision_unknownName_isRefusedNamingAll() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EarlyExitClassificationModel().setPrecision("int8"))
        .withMessage("Cannot use precision 'int8' (must be one of auto, fp32, bf16, fp16)");
  }

  @Test
  void transform_bundleReplacedAfterSaving_isRefusedNamingBoth() throws IOException {
    Path place = TinyBundle.copyTo(folder.resolve("bundle"));
    EarlyExitClassificationModel loaded = EarlyExitClassificationModel.load(saved(stage(place)));
    try (var files = Files.list(place)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    TinyBundle.copyTo(TinyBundle.other(), place);
    assertThatIllegalStateException()
        .isThrownBy(() -> loaded.transform(input()))
        .withMessage(
            "Cannot use bundle %s: its SHA-256 is %s, expected was %s (copy the same bundle to every machine)"
                .formatted(place, TinyBundle.other().sha256(), bundle.sha256()));
  }

  @Test
  void transform_bundleMoved_worksAtItsNewPlace() throws IOException {
    Path place = TinyBundle.copyTo(folder.resolve("bundle"));
    EarlyExitClassificationModel loaded = EarlyExitClassificationModel.load(saved(stage(place)));
    Path moved = Files.move(place, folder.resolve("moved"));
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> loaded.transform(input()))
        .withMessageContaining("Cannot open bundle " + place + ": there is no such folder");
    assertThat(loaded.setModelUrl(moved.toUri().toString()).transform(input()).collectAsList())
        .isEqualTo(stage(bundle.folder()).transform(input()).collectAsList());
  }

  @Test
  void setBundle_spoiltBundle_isRefused() throws IOException {
    Path place = TinyBundle.copyTo(folder.resolve("bundle"));
    Files.writeString(
        place.resolve("tokenizer.json"), " ", java.nio.file.StandardOpenOption.APPEND);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> new EarlyExitClassificationModel().setBundle(place.toString()))
        .withMessageContaining("file tokenizer.json was changed");
  }
}
