// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes support requests to be routed to one of four desks.
 *
 * <p>Easy rows speak of one matter in plain words: a glance decides. Medium rows speak of a matter
 * that is settled and one that is open, which a first layer can tell apart. Hard rows number two or
 * three matters and ask for one of them at the end: a reader has to carry the number back to the
 * matter, which takes deeper layers. A few rows carry a wrong label, as real data do.
 */
public final class DemoCorpus {
  private static final List<String> DESKS = List.of("billing", "delivery", "returns", "account");

  private static final List<List<String>> MATTERS =
      List.of(
          List.of(
              "an invoice with the wrong total",
              "a card that was charged twice",
              "a missing receipt",
              "the tax on the bill",
              "a payment that failed",
              "a discount that was not applied"),
          List.of(
              "a parcel that never came",
              "a late shipment",
              "a courier who left no note",
              "the tracking number",
              "a box left in the rain",
              "an address the driver could not find"),
          List.of(
              "a refund for broken shoes",
              "a swap for a larger size",
              "a lamp to send back",
              "the return label",
              "a coat of the wrong colour",
              "a torn jacket to give back"),
          List.of(
              "a password that is not accepted",
              "a login from an unknown phone",
              "a new email for the profile",
              "a locked user name",
              "deleting the profile",
              "a code that never arrives by text"));

  private static final List<String> ORDINALS = List.of("first", "second", "third");
  private static final List<String> OPENINGS =
      List.of("hello", "good morning", "dear team", "hi there", "to whom it may concern");
  private static final List<String> CLOSINGS =
      List.of("thanks", "please help", "kind regards", "i am waiting", "what can be done");
  private static final double EASY_SHARE = 0.5;
  private static final double MEDIUM_SHARE = 0.25;
  private static final double WRONG_LABEL_SHARE = 0.02;

  private DemoCorpus() {}

  /**
   * One row.
   *
   * @param id position in the corpus, from 0
   * @param text the request
   * @param label the desk
   */
  public record Request(long id, String text, String label) {}

  /** The desks, hence the labels. */
  public static List<String> desks() {
    return DESKS;
  }

  /** {@code rows} requests; the same seed gives the same rows. */
  public static List<Request> write(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Request> requests = new ArrayList<>(rows);
    for (int id = 0; id < rows; id++) {
      int desk = random.nextInt(DESKS.size());
      String text = text(desk, random);
      boolean wrong = random.nextDouble() < WRONG_LABEL_SHARE;
      int label = wrong ? random.nextInt(DESKS.size()) : desk;
      requests.add(new Request(id, text, DESKS.get(label)));
    }
    return requests;
  }

  private static String text(int desk, SplittableRandom random) {
    double kind = random.nextDouble();
    if (kind < EASY_SHARE) {
      return easy(desk, random);
    }
    return kind < EASY_SHARE + MEDIUM_SHARE ? medium(desk, random) : hard(desk, random);
  }

  private static String easy(int desk, SplittableRandom random) {
    StringBuilder text = new StringBuilder(pick(OPENINGS, random));
    text.append(", i write about ").append(matter(desk, random));
    if (random.nextBoolean()) {
      text.append(" and ").append(matter(desk, random));
    }
    return text.append(". ").append(pick(CLOSINGS, random)).append('.').toString();
  }

  private static String medium(int desk, SplittableRandom random) {
    String open = matter(desk, random) + " is still open. ";
    String settled = matter(otherDesk(desk, random), random) + " is settled. ";
    String both = random.nextBoolean() ? open + settled : settled + open;
    return pick(OPENINGS, random) + ". " + both + pick(CLOSINGS, random) + ".";
  }

  private static String hard(int desk, SplittableRandom random) {
    int count = 2 + random.nextInt(ORDINALS.size() - 1);
    int asked = random.nextInt(count);
    StringBuilder text = new StringBuilder(pick(OPENINGS, random)).append('.');
    for (int i = 0; i < count; i++) {
      int about = i == asked ? desk : otherDesk(desk, random);
      text.append(' ')
          .append(ORDINALS.get(i))
          .append(' ')
          .append(matter(about, random))
          .append('.');
    }
    return text.append(" please answer the ")
        .append(ORDINALS.get(asked))
        .append(" only.")
        .toString();
  }

  private static int otherDesk(int desk, SplittableRandom random) {
    return (desk + 1 + random.nextInt(DESKS.size() - 1)) % DESKS.size();
  }

  private static String matter(int desk, SplittableRandom random) {
    return pick(MATTERS.get(desk), random);
  }

  private static String pick(List<String> from, SplittableRandom random) {
    return from.get(random.nextInt(from.size()));
  }
}
