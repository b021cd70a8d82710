package io.afterspike.kernels.cuda.driverdouble;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What is being captured, in one stream or in several that join it by events: pieces of work and
 * what each has to follow.
 */
final class Capture {
  /** A piece of work, and those that come before it. */
  record Node(Thing.Work work, List<Node> after) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** The stream that it began in. */
  final Thing.Stream origin;

  /** What the next work in each stream that takes part has to follow. */
  private final Map<Thing.Stream, Set<Node>> ends = new HashMap<>();

  private final List<Node> nodes = new ArrayList<>();
  private boolean broken;

  Capture(Thing.Stream origin) {
    this.origin = origin;
    ends.put(origin, new HashSet<>());
    origin.capture = this;
  }

  void add(Thing.Stream stream, Thing.Work work) {
    Node node = new Node(work, List.copyOf(ends.get(stream)));
    nodes.add(node);
    ends.put(stream, new HashSet<>(Set.of(node)));
  }

  /** What a mark in a stream stands for. */
  Set<Node> mark(Thing.Stream stream) {
    return Set.copyOf(ends.get(stream));
  }

  /** Lets the next work of a stream, which takes part from now on, follow a mark. */
  void follow(Thing.Stream stream, Collection<Node> mark) {
    ends.computeIfAbsent(stream, s -> new HashSet<>()).addAll(mark);
    stream.capture = this;
  }

  void breakOff() {
    broken = true;
  }

  boolean broken() {
    return broken;
  }

  /** Whether the origin has waited for all that the others have done. */
  boolean joined() {
    Set<Node> reached = new HashSet<>(ends.get(origin));
    Deque<Node> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      for (Node before : open.pop().after()) {
        if (reached.add(before)) {
          open.push(before);
        }
      }
    }
    return reached.size() == nodes.size();
  }

  /** No stream takes part any more. */
  List<Node> end() {
    for (Thing.Stream stream : ends.keySet()) {
      stream.capture = null;
    }
    return nodes;
  }

  /**
   * An order in which the nodes may run: another one each time, so that what relies on an order
   * that it has not asked for is found out.
   */
  static List<Thing.Work> order(List<Node> nodes, Random random) {
    Map<Node, Integer> waiting = new HashMap<>();
    Map<Node, List<Node>> followers = new HashMap<>();
    List<Node> ready = new ArrayList<>();
    for (Node node : nodes) {
      waiting.put(node, node.after().size());
      for (Node before : node.after()) {
        followers.computeIfAbsent(before, b -> new ArrayList<>()).add(node);
      }
      if (node.after().isEmpty()) {
        ready.add(node);
      }
    }
    List<Thing.Work> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      Node next = ready.remove(random.nextInt(ready.size()));
      order.add(next.work());
      for (Node follower : followers.getOrDefault(next, List.of())) {
        if (waiting.merge(follower, -1, Integer::sum) == 0) {
          ready.add(follower);
        }
      }
    }
    return order;
  }
}
