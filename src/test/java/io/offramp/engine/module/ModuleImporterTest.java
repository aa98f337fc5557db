// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.calibration.json.FileFormatException;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.fixture.TinyModule;
import io.offramp.engine.hf.Exporter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles of modules that keep the contract, and what the manifest is refused for. */
final class ModuleImporterTest {
  private final Path folder;

  ModuleImporterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void run_module_givesABundleThatSaysWhatTheManifestSays() {
    TinyModule.write(folder, TinyModule.METHODS, TinyModule.manifest());
    ModuleImportReport report = ModuleImporter.run(TinyModule.options(folder));
    Bundle bundle = Bundle.open(folder.resolve("bundle"));
    assertThat(report.bundle().sha256()).isEqualTo(bundle.sha256());
    BundleManifest manifest = bundle.manifest();
    int words = TinyBundle.vocabulary().size();
    assertThat(manifest.architecture())
        .isEqualTo(new ModuleShape(words, 24, 8, List.of(2, 5), 3, List.of(Precision.FP32)));
    assertThat(manifest.labels()).containsExactly("low", "middle", "high");
    assertThat(manifest.costs().toArray()).containsExactly(0.4, 1);
    assertThat(manifest.costTokens()).isEqualTo(10);
    assertThat(manifest.provenance().data().get("torchscript")).startsWith("model.pt, SHA-256 ");
    assertThat(bundle.modelFile()).hasSameBinaryContentAs(folder.resolve("model.pt"));
    assertThat(report.notes())
        .anyMatch(note -> note.startsWith("it keeps the contract in fp32; a row's probabilities"));
    assertThat(ModuleImporter.check(bundle)).hasSize(1);
  }

  @Test
  void run_relativeCostsAndBothPrecisions_areTaken() {
    String manifest =
        TinyModule.manifest()
            .replace("\"flops\": 400", "\"cost\": 0.3, \"temperature\": 1.5")
            .replace("\"flops\": 1000", "\"cost\": 1.2")
            .replace("\"width\"", "\"precision\": [\"bf16\", \"fp32\"], \"width\"");
    TinyModule.write(folder, TinyModule.METHODS, manifest);
    ModuleImportReport report = ModuleImporter.run(TinyModule.options(folder));
    BundleManifest read = Bundle.open(folder.resolve("bundle")).manifest();
    assertThat(read.costs().toArray()).containsExactly(0.25, 1);
    assertThat(read.exits().get(0).flops()).isEqualTo(250_000_000);
    assertThat(read.exits().get(0).temperature()).isEqualTo(1.5);
    assertThat(read.architecture().precisions()).containsExactly(Precision.FP32, Precision.BF16);
    assertThat(report.notes())
        .contains("costs are relative: a row at full depth counts as a GFLOP")
        .anyMatch(note -> note.startsWith("it keeps the contract in bf16"));
  }

  @Test
  void bundleOfAModule_whereWeightsAreNeeded_isRefused() {
    Bundle bundle = TinyModule.bundle(folder);
    String its =
        " bundle %s: its model is your own TorchScript (family \"torchscript\"), which gives answers, not the weights and pooled features that this needs (change it where it was made, and import it again)"
            .formatted(bundle.location());
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> BundleTensors.of(bundle))
        .withMessage("Cannot read the weights of" + its);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> bundle.requireEncoder("attach exits to"))
        .withMessage("Cannot attach exits to" + its);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> Exporter.run(bundle, folder.resolve("out")))
        .withMessage("Cannot export" + its);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> bundle.manifest().shape())
        .withMessageStartingWith("Cannot look inside the bundle's model: it is your own");
    Bundle other = TinyBundle.write(folder.resolve("other"), false);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> ModuleImporter.check(other))
        .withMessageContaining("its model is Offramp's own");
  }

  @Test
  void run_takenFolder_isRefusedBeforeAnythingIsRun() {
    TinyModule.bundle(folder);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> ModuleImporter.run(TinyModule.options(folder)))
        .withMessageContaining("it exists");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"labels\"|\"label\"|missing field \"labels\" (did you mean it by \"label\"?)",
        "\"cost-tokens\"|\"cost-token\"|unknown field \"cost-token\" (nearest known field: \"cost-tokens\")",
        "\"flops\": 400|\"flop\": 400|must all have \"flops\", or all have \"cost\", and not both",
        "\"flops\": 400|\"cost\": 0.4|must all have \"flops\", or all have \"cost\", and not both",
        "\"flops\": 400|\"flops\": 400, \"name\": 1|unknown field \"exits[0].name\"",
        "\"flops\": 400|\"flops\": 0|is 0.0 (must be positive)",
        "\"layer\": 2|\"layer\": 7|Cannot place exits after layers [7, 5] (must ascend from 1)",
        "\"middle\"|\"low\"|(must be different names)",
        "\"width\": 8|\"width\": 0|Cannot describe a module with width 0 (must be at least 1)",
        "\"width\": 8|\"width\": 8, \"precision\": [\"fp16\"]|computes in [fp16] (must be fp32, bf16 or both)",
        "\"width\": 8|\"width\": 8, \"precision\": [\"int8\"]|Cannot compute in precision \"int8\"",
        "offramp-module|offramp-bundle|(must be \"offramp-module\")",
        "\"padding-id\"|padding-id|must be a JSON object as the page on the TorchScript contract shows it",
      })
  void run_wrongManifest_isRefusedByField(String part, String instead, String message) {
    TinyModule.write(folder, TinyModule.METHODS, TinyModule.manifest().replace(part, instead));
    assertThatExceptionOfType(FileFormatException.class)
        .isThrownBy(() -> ModuleImporter.run(TinyModule.options(folder)))
        .withMessageStartingWith("Cannot read module manifest " + folder.resolve("module.json"))
        .withMessageContaining(message);
    assertThat(folder.resolve("bundle")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"flops\": 400|\"flops\": 2000|Cannot cost exit 2 at 1000 FLOPs",
        "\"padding-id\": 0|\"padding-id\": 100000|Cannot pad with token 100000",
        "\"cost-tokens\": 10|\"cost-tokens\": 25|Cannot count costs for 25 tokens",
      })
  void run_manifestWhoseNumbersDisagree_isRefused(String part, String instead, String message) {
    String manifest = TinyModule.manifest().replace(part, instead);
    TinyModule.write(folder, TinyModule.METHODS, manifest);
    assertThatExceptionOfType(ModuleException.class)
        .isThrownBy(() -> ModuleImporter.run(TinyModule.options(folder)))
        .withMessageStartingWith("Cannot import " + folder.resolve("model.pt"))
        .withMessageContaining(message);
    assertThat(folder.resolve("bundle")).doesNotExist();
  }

  @Test
  void run_tokenizerOfAnotherVocabulary_isRefused() {
    String manifest = TinyModule.manifest().replaceAll("size\": [0-9]+", "size\": 5");
    TinyModule.write(folder, TinyModule.METHODS, manifest);
    assertThatExceptionOfType(ModuleException.class)
        .isThrownBy(() -> ModuleImporter.run(TinyModule.options(folder)))
        .withMessageContaining("but the manifest's vocabulary-size is 5 (must be of one model)");
  }
}
