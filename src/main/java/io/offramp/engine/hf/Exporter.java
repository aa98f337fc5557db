// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.bundle.PartialFolder;
import io.offramp.engine.checkpoint.CheckpointException;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.torchscript.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a bundle as a folder in Hugging Face's layout: {@code config.json}, {@code
 * model.safetensors}, {@code tokenizer.json} and {@code tokenizer_config.json}.
 *
 * <p>Other programs find the encoder there, and a classifier if the last exit is like the family's
 * own. All exits' heads are tensors {@code offramp.exits.k.*}, which {@link Importer} reads back.
 */
public final class Exporter {
  private static final String WEIGHTS = "model.safetensors";
  private static final String CONFIG = "config.json";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  /** What an attempt that was killed may have left: the weights' own unfinished file as well. */
  private static final Set<String> FILES =
      Set.of(WEIGHTS, WEIGHTS + ".partial", CONFIG, TOKENIZER, TOKENIZER_CONFIG);

  private Exporter() {}

  private record Target(Family family, String modelType) {}

  /**
   * Exports a bundle.
   *
   * @param out folder to write; must not exist
   * @throws HfException if the folder exists or cannot be written, or no family computes as the
   *     bundle does
   */
  public static ExportReport run(Bundle bundle, Path out) {
    if (Files.exists(out)) {
      throw new HfException(
          "Cannot write checkpoint %s: it exists (remove it, or name another --out)"
              .formatted(out));
    }
    bundle.requireEncoder("export");
    BundleManifest manifest = bundle.manifest();
    List<Tensor> weights = BundleTensors.of(bundle);
    Target target =
        target(manifest, weights)
            .orElseThrow(
                () ->
                    new HfException(
                        "Cannot export bundle %s: no family of Hugging Face's computes as it does (style %s)"
                            .formatted(bundle.location(), manifest.shape().style())));
    try (PartialFolder folder = PartialFolder.create(out, FILES, why -> refusal(out, why, null))) {
      ExportedTensors.write(manifest, target.family(), weights, folder.file(WEIGHTS));
      Files.writeString(folder.file(CONFIG), Json.pretty(config(manifest, target)));
      String tokenizer = Files.readString(bundle.tokenizerFile());
      Files.writeString(folder.file(TOKENIZER), tokenizer);
      Files.writeString(
          folder.file(TOKENIZER_CONFIG),
          Json.pretty(
              ExportedTokenizer.config(tokenizer, manifest, target.family().hasTokenTypes())));
      folder.commit();
    } catch (IOException e) {
      throw refusal(out, e.toString(), e);
    } catch (CheckpointException e) {
      // its message names the file within a folder that is gone by now
      throw refusal(out, String.valueOf(e.getCause()), e);
    }
    return new ExportReport(out, target.modelType(), notes(manifest, target));
  }

  /**
   * The family that it was imported from, if that still computes the same; else one that does, of
   * these rather one whose classifier the last exit can be.
   */
  private static Optional<Target> target(BundleManifest manifest, List<Tensor> weights) {
    EncoderShape shape = manifest.shape();
    List<Target> targets = new ArrayList<>();
    String origin = manifest.provenance().modelType().orElse("");
    Families.find(origin).ifPresent(family -> targets.add(new Target(family, origin)));
    Families.all().forEach(family -> targets.add(new Target(family, family.modelTypes().get(0))));
    List<Target> able =
        targets.stream()
            .filter(target -> target.family().computes(shape))
            .filter(target -> ExportedTensors.holdsTokenTypes(shape, target.family(), weights))
            .toList();
    return able.stream()
        .filter(
            target ->
                target.modelType().equals(origin)
                    || ExportedTensors.hasClassifier(manifest, target.family()))
        .findFirst()
        .or(() -> able.stream().findFirst());
  }

  private static HfException refusal(Path out, String why, @Nullable Throwable cause) {
    return new HfException("Cannot write checkpoint %s: %s".formatted(out, why), cause);
  }

  private static ObjectNode config(BundleManifest manifest, Target target) {
    ObjectNode config = Json.object();
    String className = target.family().className(target.modelType());
    boolean classifier = ExportedTensors.hasClassifier(manifest, target.family());
    config
        .putArray("architectures")
        .add(className + (classifier ? "ForSequenceClassification" : "Model"));
    config.put("model_type", target.modelType());
    target.family().write(manifest.shape(), manifest.paddingId(), config);
    config.put("torch_dtype", "float32");
    if (manifest.shape().classes() > 0) {
      ConfigLabels.write(manifest.labels(), manifest.task(), config);
    }
    OfframpSection.of(manifest).write(config);
    return config;
  }

  private static List<String> notes(BundleManifest manifest, Target target) {
    List<String> notes = new ArrayList<>();
    String className = target.family().className(target.modelType());
    int last = manifest.shape().exits();
    if (ExportedTensors.hasClassifier(manifest, target.family())) {
      notes.add("%sForSequenceClassification answers as exit %d does".formatted(className, last));
    } else {
      notes.add(
          "other programs find the encoder only, as %sModel: exit %d's head is none of a %sForSequenceClassification"
              .formatted(className, last, className));
    }
    notes.add("the exits' heads are tensors offramp.exits.*, which 'offramp import' reads back");
    return notes;
  }
}
