// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import io.offramp.calibration.json.Sha256;
import io.offramp.engine.torchscript.TorchScriptArchive;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Writes bundles: first into a folder beside the target, then into place in one step. */
public final class BundleWriter {
  private BundleWriter() {}

  /**
   * Writes a new bundle.
   *
   * @param out the bundle's folder; must not exist
   * @param manifest the manifest, given the entries of the written files
   * @return the bundle, opened from where it was written
   * @throws BundleException if {@code out} exists or cannot be written
   */
  public static Bundle write(
      Path out,
      TorchScriptModule module,
      String tokenizerJson,
      Function<List<BundleFile>, BundleManifest> manifest) {
    return write(out, file -> TorchScriptArchive.write(module, file), tokenizerJson, manifest);
  }

  /**
   * The same of an archive that is there, which is copied as it is.
   *
   * @throws BundleException if {@code out} exists or cannot be written
   */
  public static Bundle write(
      Path out,
      Path archive,
      String tokenizerJson,
      Function<List<BundleFile>, BundleManifest> manifest) {
    return write(out, file -> Files.copy(archive, file), tokenizerJson, manifest);
  }

  private interface Model {
    void write(Path file) throws IOException;
  }

  private static Bundle write(
      Path out,
      Model model,
      String tokenizerJson,
      Function<List<BundleFile>, BundleManifest> manifest) {
    requireAbsent(out);
    Path target = out.toAbsolutePath().normalize();
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    try {
      deleteFolder(partial);
      Files.createDirectories(partial);
      model.write(partial.resolve(Bundle.MODEL));
      Files.writeString(partial.resolve(Bundle.TOKENIZER), tokenizerJson);
      List<BundleFile> files =
          List.of(entry(partial, Bundle.MODEL), entry(partial, Bundle.TOKENIZER));
      String json = BundleManifestParser.toJson(manifest.apply(files));
      Files.writeString(partial.resolve(Bundle.MANIFEST), json);
      Files.move(partial, target);
    } catch (IOException e) {
      throw new BundleException("Cannot write bundle %s: %s".formatted(out, e), e);
    }
    return Bundle.open(out);
  }

  /**
   * Refuses a folder that is taken; called before training, so that hours are not lost.
   *
   * @throws BundleException if {@code out} exists
   */
  public static void requireAbsent(Path out) {
    if (Files.exists(out)) {
      throw new BundleException(
          "Cannot write bundle %s: it exists (remove it, or name another --out)".formatted(out));
    }
  }

  private static BundleFile entry(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    return new BundleFile(name, Files.size(file), Sha256.of(file));
  }

  private static void deleteFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
