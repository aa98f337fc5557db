// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import io.offramp.calibration.json.Sha256;
import io.offramp.engine.torchscript.TorchScriptArchive;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes bundles: first into a folder beside the target, then into place in one step. A failure
 * leaves neither.
 */
public final class BundleWriter {
  private static final Set<String> FILES = Set.of(Bundle.MODEL, Bundle.TOKENIZER, Bundle.MANIFEST);

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
    try (PartialFolder partial = PartialFolder.create(out, FILES, why -> refusal(out, why))) {
      model.write(partial.file(Bundle.MODEL));
      Files.writeString(partial.file(Bundle.TOKENIZER), tokenizerJson);
      List<BundleFile> files =
          List.of(entry(partial, Bundle.MODEL), entry(partial, Bundle.TOKENIZER));
      String json = BundleManifestParser.toJson(manifest.apply(files));
      Files.writeString(partial.file(Bundle.MANIFEST), json);
      partial.commit();
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

  private static BundleException refusal(Path out, String why) {
    return new BundleException("Cannot write bundle %s: %s".formatted(out, why));
  }

  private static BundleFile entry(PartialFolder folder, String name) throws IOException {
    Path file = folder.file(name);
    return new BundleFile(name, Files.size(file), Sha256.of(file));
  }
}
