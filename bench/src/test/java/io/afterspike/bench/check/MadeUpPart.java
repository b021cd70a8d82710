package io.afterspike.bench.check;

import java.util.Map;

/** A program that ends as its argument says. */
final class MadeUpPart {
  private static final Map<String, Integer> CODES =
      Map.of("passes", 0, "objects", 1, "refuses", 2, "crashes", 134, "babbles", 0);

  private MadeUpPart() {}

  /** Says what it does, prints its result if it has one, and ends. */
  public static void main(String[] arguments) throws InterruptedException {
    String way = arguments[0];
    System.err.println("this part " + way);
    switch (way) {
      case "passes" -> System.out.println("{\"summary\":\"<all> well\",\"problems\":[]}");
      case "objects" -> System.out.println("{\"summary\":\"1 wrong\",\"problems\":[\"a & b\"]}");
      case "babbles" -> System.out.println("well");
      case "hangs" -> Thread.sleep(600_000);
      default -> {}
    }
    System.out.flush();
    Runtime.getRuntime().halt(CODES.get(way));
  }
}
