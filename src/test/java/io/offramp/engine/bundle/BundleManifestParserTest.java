// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import static io.offramp.engine.bundle.ManifestFixtures.EXITS;
import static io.offramp.engine.bundle.ManifestFixtures.FILES;
import static io.offramp.engine.bundle.ManifestFixtures.LABELS;
import static io.offramp.engine.bundle.ManifestFixtures.SHAPE;
import static io.offramp.engine.bundle.ManifestFixtures.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.FileFormatException;
import io.offramp.engine.encoder.Activation;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderStyle;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.RelativeAttention;
import io.offramp.engine.encoder.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BundleManifestParserTest {
  private static final String JSON = BundleManifestParser.toJson(ManifestFixtures.manifest());

  private static void assertRefused(String json, String reason) {
    assertThatExceptionOfType(FileFormatException.class)
        .isThrownBy(() -> BundleManifestParser.fromJson(json, "m.json"))
        .withMessageStartingWith("Cannot read bundle manifest m.json: ")
        .withMessageContaining(reason);
  }

  private static String replaced(String part, String by) {
    assertThat(JSON).as("the fixture to spoil").containsOnlyOnce(part);
    return JSON.replace(part, by);
  }

  /** The file's hash was computed by Python's json and hashlib, from the documented rule. */
  @Test
  void fromJson_frozenFileOfVersion1_meansTheSameForEver() throws IOException {
    String frozen;
    try (InputStream in =
        Objects.requireNonNull(
            BundleManifestParserTest.class.getResourceAsStream("v1/manifest.json"))) {
      frozen = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    BundleManifest manifest = BundleManifestParser.fromJson(frozen, "v1/manifest.json");
    assertThat(manifest).isEqualTo(ManifestFixtures.manifest());
    assertThat(BundleManifestParser.identity(manifest))
        .isEqualTo("9e05d4fd26632a4ef9f65bcfb93c3f28257b102b72d4813c46ef053dc3c1ce09");
  }

  @Test
  void roundTrip_anyManifest_changesNothing() {
    assertThat(BundleManifestParser.fromJson(JSON, "x")).isEqualTo(ManifestFixtures.manifest());
    assertThat(BundleManifestParser.toJson(BundleManifestParser.fromJson(JSON, "x")))
        .isEqualTo(JSON);
  }

  private static BundleManifest styled() {
    EncoderShape shape =
        new EncoderShape(
            8000,
            128,
            1,
            64,
            6,
            4,
            256,
            List.of(2, 4, 6),
            2,
            List.of(
                ExitHead.linear(Pooling.MEAN),
                ExitHead.linear(Pooling.CLS),
                new ExitHead(Pooling.CLS, Optional.of(Activation.TANH))),
            new EncoderStyle(
                1e-5, Activation.GELU_TANH, 16, true, Optional.of(new RelativeAttention(32, 128))),
            Task.SINGLE_LABEL,
            NumberScale.UNIT);
    List<ExitInfo> exits =
        List.of(ExitInfo.untrained(2, 5), ExitInfo.untrained(4, 6), EXITS.get(2));
    return new BundleManifest(shape, LABELS, true, 3, 37, exits, FILES, provenance());
  }

  @Test
  void roundTrip_everyStyleOtherThanBerts_changesNothing() {
    String json = BundleManifestParser.toJson(styled());
    assertThat(BundleManifestParser.fromJson(json, "x")).isEqualTo(styled());
    assertThat(json)
        .contains(
            "\"norm-epsilon\" : 1.0E-5",
            "\"activation\" : \"gelu-tanh\"",
            "\"embedding-width\" : 16",
            "\"shared-layers\" : true",
            "\"buckets\" : 32",
            "\"max-distance\" : 128",
            "\"hidden\" : \"tanh\"",
            "\"trained\" : false");
    assertThat(BundleManifestParser.fromJson(json, "x").untrainedExits()).containsExactly(1, 2);
  }

  /** So that a bundle's identity is not another than before there were styles. */
  @Test
  void toJson_bertsStyle_saysNothingOfIt() {
    assertThat(JSON)
        .doesNotContain(
            "norm-epsilon",
            "activation",
            "embedding-width",
            "shared-layers",
            "relative-attention",
            "exit-heads",
            "trained");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"gelu-tanh\"     | \"swish\" | Cannot activate by 'swish' (must be gelu, gelu-tanh, relu or tanh)",
        "\"buckets\" : 32  | \"buckets\" : 30 | Cannot tell 30 buckets of distance apart (must be a multiple of 4)",
        "\"max-distance\" : 128 | \"max-distance\" : 8 | Cannot spread 32 buckets over distances up to 8 (must be more than 8)",
        "\"norm-epsilon\" : 1.0E-5 | \"norm-epsilon\" : 0 | Cannot normalise layers with epsilon 0.0",
        "\"embedding-width\" : 16 | \"embedding-width\" : 0 | Cannot build an encoder with embedding width 0",
        "\"shared-layers\" | \"shared-layer\" | unknown field \"architecture.shared-layer\""
      })
  void fromJson_spoiltStyle_isRefusedByName(String part, String by, String reason) {
    String json = BundleManifestParser.toJson(styled());
    assertThat(json).as("the fixture to spoil").containsOnlyOnce(part);
    assertRefused(json.replace(part, by), reason);
  }

  @Test
  void identity_anotherTime_isTheSame() {
    BundleProvenance later =
        new BundleProvenance(
            "2027-12-31T23:59:59Z",
            ManifestFixtures.DATA,
            ManifestFixtures.SEED,
            ManifestFixtures.OPTIONS,
            ManifestFixtures.VERSIONS);
    assertThat(BundleManifestParser.identity(ManifestFixtures.manifest(later)))
        .isEqualTo(BundleManifestParser.identity(ManifestFixtures.manifest()));
  }

  @Test
  void identity_anythingElseDifferent_isAnother() {
    List<BundleManifest> all = new ArrayList<>(List.of(ManifestFixtures.manifest()));
    List<ExitInfo> exits = new ArrayList<>(EXITS);
    for (ExitInfo exit :
        List.of(
            new ExitInfo(6, 5_000_000_001L, 1.5, 1),
            new ExitInfo(6, 5_000_000_000L, 1.25, 1),
            new ExitInfo(6, 5_000_000_000L, 1.5, 0.5))) {
      exits.set(2, exit);
      all.add(new BundleManifest(SHAPE, LABELS, true, 3, 37, exits, FILES, provenance()));
    }
    for (EncoderShape shape :
        List.of(
            new EncoderShape(8001, 128, 2, 64, 6, 4, 256, List.of(2, 4, 6), 2, Pooling.MEAN),
            new EncoderShape(8000, 129, 2, 64, 6, 4, 256, List.of(2, 4, 6), 2, Pooling.MEAN),
            new EncoderShape(8000, 128, 3, 64, 6, 4, 256, List.of(2, 4, 6), 2, Pooling.MEAN),
            new EncoderShape(8000, 128, 2, 60, 6, 4, 256, List.of(2, 4, 6), 2, Pooling.MEAN),
            new EncoderShape(8000, 128, 2, 64, 6, 8, 256, List.of(2, 4, 6), 2, Pooling.MEAN),
            new EncoderShape(8000, 128, 2, 64, 6, 4, 255, List.of(2, 4, 6), 2, Pooling.MEAN),
            new EncoderShape(8000, 128, 2, 64, 6, 4, 256, List.of(2, 4, 6), 2, Pooling.CLS))) {
      all.add(new BundleManifest(shape, LABELS, true, 3, 37, EXITS, FILES, provenance()));
    }
    List<String> swapped = List.of(LABELS.get(1), LABELS.get(0));
    all.add(new BundleManifest(SHAPE, swapped, true, 3, 37, EXITS, FILES, provenance()));
    all.add(new BundleManifest(SHAPE, LABELS, false, 3, 37, EXITS, FILES, provenance()));
    all.add(new BundleManifest(SHAPE, LABELS, true, 4, 37, EXITS, FILES, provenance()));
    all.add(new BundleManifest(SHAPE, LABELS, true, 3, 38, EXITS, FILES, provenance()));
    for (BundleFile file :
        List.of(
            new BundleFile("other.json", 250_000, FILES.get(1).sha256()),
            new BundleFile("tokenizer.json", 250_001, FILES.get(1).sha256()),
            new BundleFile("tokenizer.json", 250_000, FILES.get(0).sha256()))) {
      List<BundleFile> files = List.of(FILES.get(0), file);
      all.add(new BundleManifest(SHAPE, LABELS, true, 3, 37, EXITS, files, provenance()));
    }
    Map<String, String> other = Map.of("key", "value");
    for (BundleProvenance provenance :
        List.of(
            origin(other, 1, other, other),
            origin(other, 2, other, other),
            origin(Map.of(), 1, other, other),
            origin(other, 1, Map.of(), other),
            origin(other, 1, other, Map.of()))) {
      all.add(ManifestFixtures.manifest(provenance));
    }
    assertThat(all.stream().map(BundleManifestParser::identity)).doesNotHaveDuplicates();
  }

  private static BundleProvenance origin(
      Map<String, String> data,
      long seed,
      Map<String, String> options,
      Map<String, String> versions) {
    return new BundleProvenance(ManifestFixtures.CREATED_AT, data, seed, options, versions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"labels\"|\"lables\" : [ ], \"labels\"|unknown field \"lables\" (nearest known field:"
            + " \"labels\")",
        "\"width\" : 64|\"width\" : 64, \"wide\" : 1|unknown field \"architecture.wide\"",
        "\"layer\" : 4,|\"layer\" : 4, \"note\" : 1,|unknown field \"exits[1].note\"",
        "\"seed\"|\"sed\" : 1, \"seed\"|unknown field \"provenance.sed\"",
        "\"bytes\" : 250000,|\"bytes\" : 250000, \"owner\" : 1,|unknown field \"files[1].owner\"",
        "\"heads\" : 4,||missing field \"architecture.heads\"",
        "\"text-pairs\" : true,||missing field \"text-pairs\"",
        "\"text-pairs\" : true|\"text-pairs\" : \"yes\"|field \"text-pairs\" is \"yes\" (must be"
            + " true or false)",
        "\"heads\" : 4|\"heads\" : 5|Cannot split width 64 over 5 heads (must divide evenly)",
        "\"heads\" : 4|\"heads\" : 4.5|field \"architecture.heads\" is 4.5 (must be a 32-bit"
            + " integer)",
        "\"pooling\" : \"mean\"|\"pooling\" : \"max\"|Cannot pool by 'max' (must be mean or cls)",
        "bert-post-norm|gpt|architecture family \"gpt\" is unknown (must be \"bert-post-norm\" or \"torchscript\")",
        "[ 2, 4, 6 ]|[ 2, 4 ]|Cannot place exits after layers [2, 4] (the last must be layer 6)",
        "\"classes\" : 2|\"classes\" : 3|Cannot name 3 classes [negativ – schlecht, positive]"
            + " (must be as many different labels)",
        ", \"positive\"||Cannot name 2 classes [negativ – schlecht] (must be as many different"
            + " labels)",
        "\"padding-id\" : 3|\"padding-id\" : 8000|Cannot pad with token 8000",
        "\"cost-tokens\" : 37|\"cost-tokens\" : 0|Cannot count costs for 0 tokens",
        "\"tokenizer.json\"|\"../../tokenizer.json\"|Cannot hold file '../../tokenizer.json' in a"
            + " bundle (must be a plain file name)",
        "\"temperature\" : 1.5|\"temperature\" : -1|Cannot describe an exit with temperature -1.0",
        "\"offramp-bundle\"|\"offramp-policy\"|field \"format\" is \"offramp-policy\" (must be"
            + " \"offramp-bundle\")",
        "\"format-version\" : 1|\"format-version\" : 2|field \"format-version\" is 2 (must be 1;"
            + " train the bundle again with this Offramp, or read the file with the Offramp that"
            + " wrote it)",
        "\"labels\"|\"format\" : \"offramp-bundle\", \"labels\"|Duplicate field 'format'"
      })
  void fromJson_spoiltField_isRefusedByName(String part, String by, String reason) {
    assertRefused(replaced(part, Optional.ofNullable(by).orElse("")), reason);
  }

  @Test
  void fromJson_valueChangedByHand_isRefusedNamingBothHashes() {
    String claimed = BundleManifestParser.identity(ManifestFixtures.manifest());
    String json = replaced("\"temperature\" : 1.5", "\"temperature\" : 1.25");
    assertRefused(json, "its content has SHA-256 ");
    assertRefused(
        json,
        ", but \"bundle-sha256\" says "
            + claimed
            + " (the file was changed: copy the bundle again)");
    assertRefused(replaced(claimed, "0".repeat(64)), "its content has SHA-256 " + claimed);
  }

  @Test
  void fromJson_fieldsInAnotherOrder_areAccepted() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = (ObjectNode) mapper.readTree(JSON);
    ObjectNode turned = mapper.createObjectNode();
    List<String> names = new ArrayList<>();
    root.fieldNames().forEachRemaining(names::add);
    for (int i = names.size() - 1; i >= 0; i--) {
      turned.set(names.get(i), root.get(names.get(i)));
    }
    String json = mapper.writeValueAsString(turned);
    assertThat(json).startsWith("{\"bundle-sha256\"");
    assertThat(BundleManifestParser.fromJson(json, "x")).isEqualTo(ManifestFixtures.manifest());
  }

  @Test
  void fromJson_everyPrefix_isRefused() {
    String whole = JSON.strip();
    for (int length = 0; length < whole.length(); length++) {
      assertRefused(whole.substring(0, length), "");
    }
    assertRefused("", "the file is empty (must be a JSON object; copy it again)");
  }
}
