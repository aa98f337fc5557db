// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.offramp.calibration.json.Sha256;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.bundle.BundleFile;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.torch.HiddenStates;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a bundle of a TorchScript module that keeps the contract. */
public final class ModuleImporter {
  /** Of the rows that the module is tried on. */
  private static final long SEED = 20_240_229;

  private ModuleImporter() {}

  /**
   * Reads the manifest, tries the module on the CPU, and writes the bundle.
   *
   * @throws ModuleException naming what in the archive breaks the contract
   * @throws io.offramp.calibration.json.FileFormatException if the manifest is wrong
   * @throws io.offramp.engine.text.TokenizerException if the tokenizer cannot be used
   * @throws io.offramp.engine.bundle.BundleException if the bundle exists, or cannot be written
   */
  public static ModuleImportReport run(ModuleImportOptions options) {
    BundleWriter.requireAbsent(options.out());
    Path archive = options.archive();
    String cannot = "Cannot import %s".formatted(archive);
    ModuleArchive.check(archive, cannot);
    ModuleManifest manifest = ModuleManifest.read(options.manifest());
    Path tokenizerFile = options.manifest().resolveSibling(manifest.tokenizer());
    ModuleTokenizer tokenizer = ModuleTokenizer.of(tokenizerFile, manifest, cannot);
    BundleProvenance provenance = provenance(options, manifest, tokenizerFile);
    List<String> notes = new ArrayList<>();
    BundleManifest whole = manifest(manifest, List.of(), provenance, cannot);
    for (Precision precision : manifest.shape().precisions()) {
      notes.add(
          check(
              archive,
              manifest.shape(),
              manifest.paddingId(),
              tokenizer.tokenTypes(),
              precision,
              cannot));
    }
    if (manifest.unit() == ModuleExit.Unit.RELATIVE) {
      notes.add("costs are relative: a row at full depth counts as a GFLOP");
    }
    notes.add("costs are for rows of %d tokens".formatted(whole.costTokens()));
    Bundle bundle =
        BundleWriter.write(
            options.out(),
            archive,
            tokenizer.json(),
            files -> manifest(manifest, files, provenance, cannot));
    return new ModuleImportReport(bundle, notes);
  }

  /**
   * Tries the module of a bundle again, in each precision that it takes.
   *
   * @return a line for each
   * @throws ModuleException naming what breaks the contract
   * @throws io.offramp.engine.bundle.BundleException if the bundle's model is none of the user's
   *     own
   */
  public static List<String> check(Bundle bundle) {
    BundleManifest manifest = bundle.manifest();
    if (!(manifest.architecture() instanceof ModuleShape shape)) {
      throw new BundleException(
          "Cannot check bundle %s: its model is Offramp's own (there is a contract to check for family \"torchscript\" only)"
              .formatted(bundle.location()));
    }
    int types = tokenTypes(bundle);
    String cannot = "Cannot use bundle %s".formatted(bundle.location());
    return shape.precisions().stream()
        .map(
            precision ->
                check(bundle.modelFile(), shape, manifest.paddingId(), types, precision, cannot))
        .toList();
  }

  private static int tokenTypes(Bundle bundle) {
    BundleManifest manifest = bundle.manifest();
    try (TextEncoder encoder =
        TextEncoder.open(bundle.tokenizerFile(), manifest.architecture().maxLength())) {
      return ModuleTokenizer.tokenTypes(encoder, manifest.textPairs());
    }
  }

  /** Loads a module and tries it; what was seen, in words. */
  static String check(
      Path archive,
      ModuleShape shape,
      int paddingId,
      int tokenTypes,
      Precision precision,
      String cannot) {
    TorchThreads.prepare(1);
    try (TorchModule module = load(archive, cannot);
        HiddenStates states = HiddenStates.load(Device.cpu());
        NDManager scope = module.newScope()) {
      CheckedModule checked = new CheckedModule(module, states, shape, paddingId, cannot);
      Conformance.Seen seen = Conformance.run(checked, shape, tokenTypes, precision, SEED, scope);
      return "it keeps the contract in %s; a row's probabilities move by up to %s with its batch%s"
          .formatted(
              precision.id(),
              String.format(Locale.ROOT, "%.0e", seen.most()),
              seen.beyondNoise()
                  ? ": the exit or label of a row near a threshold may depend on it"
                  : "");
    } catch (IOException e) {
      throw new ModuleException("%s: %s".formatted(cannot, e.getMessage()), e);
    }
  }

  private static TorchModule load(Path archive, String cannot) {
    try {
      return TorchModule.load(archive, Device.cpu());
    } catch (IOException e) {
      Throwable cause = e.getCause();
      throw new ModuleException(
          "%s: libtorch cannot load it: %s (must be TorchScript that needs no operators but PyTorch's own)"
              .formatted(cannot, CheckedModule.said(cause instanceof Exception said ? said : e)),
          e);
    }
  }

  private static BundleManifest manifest(
      ModuleManifest manifest, List<BundleFile> files, BundleProvenance provenance, String cannot) {
    try {
      return new BundleManifest(
          manifest.shape(),
          manifest.labels(),
          manifest.textPairs(),
          manifest.paddingId(),
          manifest.costTokens(),
          manifest.exits(),
          files,
          provenance);
    } catch (IllegalArgumentException e) {
      throw new ModuleException("%s: %s".formatted(cannot, e.getMessage()), e);
    }
  }

  private static BundleProvenance provenance(
      ModuleImportOptions options, ModuleManifest manifest, Path tokenizer) {
    return new BundleProvenance(
        options.createdAt(),
        Map.of(
            "torchscript", digest(options.archive()),
            "manifest", digest(options.manifest()),
            "tokenizer", digest(tokenizer)),
        0,
        Map.of("costs", manifest.unit() == ModuleExit.Unit.RELATIVE ? "relative" : "FLOPs"),
        BundleProvenance.currentVersions());
  }

  private static String digest(Path file) {
    return "%s, SHA-256 %s".formatted(file.getFileName(), Sha256.of(file));
  }
}
