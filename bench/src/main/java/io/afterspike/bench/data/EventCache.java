package io.afterspike.bench.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/**
 * Converts each file of spike recordings once, to an {@link EventFile}, and opens that from then
 * on.
 *
 * <p>The converted file of {@code shd_train.h5.gz} is {@code shd_train.h5.gz.events} in the same
 * folder, or, where that folder cannot be written to, {@code shd_train.h5.gz-CHECKSUM.events} in
 * the user's cache folder: {@code $XDG_CACHE_HOME/afterspike}, else {@code ~/.cache/afterspike}. It
 * may be deleted at any time. One that is damaged, or was made from other content, is made anew and
 * never used. Several processes may convert the same file at once.
 */
public final class EventCache {
  private static final System.Logger LOG = System.getLogger(EventCache.class.getName());

  private final Path userFolder;

  /** A cache that falls back on {@code userFolder}, which is made when it is first needed. */
  public EventCache(Path userFolder) {
    this.userFolder = userFolder;
  }

  /** The cache that falls back on the user's cache folder. */
  public static EventCache standard() {
    String base = System.getenv("XDG_CACHE_HOME");
    // The XDG rules: a relative path is to be ignored.
    Path folder =
        base != null && !base.isEmpty() && Path.of(base).isAbsolute()
            ? Path.of(base)
            : Path.of(System.getProperty("user.home"), ".cache");
    return new EventCache(folder.resolve("afterspike"));
  }

  /**
   * The recordings of {@code source}, converted now unless they were before.
   *
   * @throws DataFormatException if the source is missing, damaged, or of another structure; nothing
   *     is left behind
   * @throws UncheckedIOException if the converted file can be kept nowhere
   */
  public EventFile open(Path source) {
    SourceIdentity identity = SourceIdentity.of(source);
    List<Path> places = places(source, identity);
    for (Path place : places) {
      if (Files.exists(place)) {
        try {
          return EventFile.open(place, source, identity);
        } catch (DataFormatException e) {
          LOG.log(System.Logger.Level.INFO, "converting again, because " + e.getMessage());
        }
      }
    }
    return convert(source, identity, places);
  }

  private EventFile convert(Path source, SourceIdentity identity, List<Path> places) {
    try (SpikeFile recordings = SpikeFile.open(source)) {
      IOException failure = null;
      for (Path place : places) {
        try {
          requireWritable(place);
          EventFile.write(place, recordings, identity);
          LOG.log(System.Logger.Level.INFO, "converted " + source + " once, to " + place);
          return EventFile.open(place, source, identity);
        } catch (IOException e) {
          if (failure != null) {
            e.addSuppressed(failure);
          }
          failure = e;
        }
      }
      throw new UncheckedIOException(
          "cannot keep the events of " + source + " in any of " + places + ": " + failure, failure);
    }
  }

  private void requireWritable(Path place) throws IOException {
    Path folder = place.toAbsolutePath().getParent();
    if (place.startsWith(userFolder)) {
      Files.createDirectories(folder);
    } else if (!Files.isWritable(folder) || isMarkedReadOnly(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }

  /** A folder that nobody may write to is meant to stay as it is, also where root could. */
  private static boolean isMarkedReadOnly(Path folder) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
    return view != null
        && Collections.disjoint(
            view.readAttributes().permissions(),
            EnumSet.of(
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.OTHERS_WRITE));
  }

  private List<Path> places(Path source, SourceIdentity identity) {
    Path name = source.getFileName();
    String unique = name + "-" + Integer.toHexString(identity.checksum());
    return List.of(source.resolveSibling(name + ".events"), userFolder.resolve(unique + ".events"));
  }
}
