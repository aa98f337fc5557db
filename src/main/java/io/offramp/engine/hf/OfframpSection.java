// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.Activation;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Pooling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The section {@code offramp} of an exported {@code config.json}: what Hugging Face's layout has no
 * field for. The heads' weights are tensors named {@code offramp.exits.k.*}.
 *
 * @param textPairs whether a row has a second text
 * @param costTokens length of the typical row that costs are counted for
 * @param exits of the bundle
 * @param numbers where the labels of a regression lie
 */
record OfframpSection(boolean textPairs, int costTokens, List<Exit> exits, NumberScale numbers) {
  /** The section's name. */
  static final String NAME = "offramp";

  /** What the names of the heads' tensors begin with. */
  static final String TENSORS = "offramp.exits.";

  private static final int FORMAT_VERSION = 1;

  /**
   * One exit.
   *
   * @param number from 1
   * @param layer after which it stands
   * @param head how it makes logits of hidden states
   * @param temperature that divides them
   * @param trained whether it was ever fitted; else it has no tensors
   */
  record Exit(int number, int layer, ExitHead head, double temperature, boolean trained) {
    /** What its tensors are called. */
    HeadNames tensors() {
      return new HeadNames(TENSORS + number + ".dense", TENSORS + number);
    }
  }

  OfframpSection {
    exits = List.copyOf(exits);
  }

  /** What a bundle's manifest says. */
  static OfframpSection of(BundleManifest manifest) {
    List<Exit> exits = new ArrayList<>();
    for (ExitInfo info : manifest.exits()) {
      int number = exits.size() + 1;
      ExitHead head = manifest.shape().head(number);
      exits.add(new Exit(number, info.layer(), head, info.temperature(), info.trained()));
    }
    return new OfframpSection(
        manifest.textPairs(), manifest.costTokens(), exits, manifest.shape().numbers());
  }

  /** The section of a configuration, if it has one. */
  static Optional<OfframpSection> read(ConfigFields config) {
    return config.section(NAME).map(OfframpSection::parse);
  }

  private static OfframpSection parse(ConfigFields section) {
    int version = section.size("format-version");
    if (version != FORMAT_VERSION) {
      throw section.unsupported(
          "\"format-version\" is " + version, "must be 1; import it with a newer Offramp");
    }
    List<Exit> exits = new ArrayList<>();
    for (ConfigFields exit : section.sections("exits")) {
      exits.add(exit(exits.size() + 1, exit));
    }
    return new OfframpSection(
        section.flag("text-pairs", false), section.size("cost-tokens"), exits, numbers(section));
  }

  private static NumberScale numbers(ConfigFields section) {
    return section
        .section("number-scale")
        .map(
            scale ->
                valid(
                    scale,
                    () -> new NumberScale(scale.number("center", 0), scale.number("scale", 1))))
        .orElse(NumberScale.UNIT);
  }

  private static Exit exit(int number, ConfigFields fields) {
    double temperature = fields.number("temperature", 1);
    if (!(temperature > 0 && temperature < 1e6)) {
      throw fields.unsupported("a temperature is " + temperature, "must be positive");
    }
    Pooling pooling = valid(fields, () -> Pooling.ofId(fields.text("pooling").orElse("mean")));
    Optional<Activation> hidden = valid(fields, () -> fields.text("hidden").map(Activation::ofId));
    return new Exit(
        number,
        fields.size("layer"),
        new ExitHead(pooling, hidden),
        temperature,
        fields.flag("trained", true));
  }

  private static <T> T valid(ConfigFields fields, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new HfException("Cannot read %s: %s".formatted(fields.source(), e.getMessage()), e);
    }
  }

  /** The exit after a layer, if there is one that was fitted. */
  Optional<Exit> trainedAfter(int layer) {
    return exits.stream().filter(exit -> exit.layer() == layer && exit.trained()).findFirst();
  }

  /** Writes the section. */
  void write(ObjectNode config) {
    ObjectNode section = config.putObject(NAME).put("format-version", FORMAT_VERSION);
    section.put("text-pairs", textPairs).put("cost-tokens", costTokens);
    if (!numbers.equals(NumberScale.UNIT)) {
      section
          .putObject("number-scale")
          .put("center", numbers.center())
          .put("scale", numbers.scale());
    }
    ArrayNode list = section.putArray("exits");
    for (Exit exit : exits) {
      ObjectNode node = list.addObject().put("layer", exit.layer());
      node.put("pooling", exit.head().pooling().id());
      exit.head().hidden().ifPresent(hidden -> node.put("hidden", hidden.id()));
      node.put("temperature", exit.temperature()).put("trained", exit.trained());
    }
  }
}
