package io.afterspike.bench.cli;

import io.afterspike.bench.data.Recording;
import io.afterspike.bench.data.Recordings;
import io.afterspike.bench.data.SpikeStatistics;
import io.afterspike.bench.data.SpikeStatistics.Distribution;
import io.afterspike.bench.data.SpikeStatistics.FrameStatistics;
import java.io.StringWriter;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Statistics of recordings as JSON for scripts. */
final class StatisticsJson {
  private StatisticsJson() {}

  /**
   * The statistics of a file in one object; {@code s.frames()} has one entry.
   *
   * @param index the recording to describe, too, or -1 for none
   * @param one that recording
   */
  static String of(Recordings recordings, SpikeStatistics s, int index, Recording one) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("file", recordings.file().toString());
      json.writeNumberProperty("recordings", s.recordings());
      json.writeNumberProperty("silent", s.silent());
      json.writeNumberProperty("classes", recordings.classes());
      json.writeArrayPropertyStart("classNames");
      for (String name : recordings.classNames()) {
        json.writeString(name);
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("recordingsPerClass");
      for (int count : s.perClass()) {
        json.writeNumber(count);
      }
      json.writeEndArray();
      json.writeNumberProperty("units", recordings.units());
      json.writeStringProperty("timeType", recordings.timeType().name().toLowerCase(Locale.ROOT));
      json.writeNumberProperty("spikesInAll", s.events());
      write(json, "spikes", s.spikes());
      write(json, "lastSpikeSeconds", s.lastSpike());
      write(json, s.frames().get(0));
      if (index >= 0) {
        write(json, index, one);
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, String name, Distribution d) {
    if (d == null) {
      json.writeNullProperty(name);
      return;
    }
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("least", d.least());
    json.writeNumberProperty("median", d.median());
    json.writeNumberProperty("mean", d.mean());
    json.writeNumberProperty("deviation", d.deviation());
    json.writeNumberProperty("most", d.most());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, FrameStatistics f) {
    json.writeObjectPropertyStart("frames");
    json.writeNumberProperty("bins", f.binning().bins());
    if (f.binning().ownRange()) {
      json.writeStringProperty("range", "own");
    } else {
      json.writeNumberProperty("range", f.binning().width());
    }
    json.writeStringProperty("values", f.binning().values().name().toLowerCase(Locale.ROOT));
    json.writeNumberProperty("nonZero", f.nonZero());
    json.writeNumberProperty("mean", f.mean());
    json.writeNumberProperty("most", f.most());
    if (f.nonZero() > 0) {
      json.writeNumberProperty("meanOfNonZero", f.meanOfNonZero());
    } else {
      json.writeNullProperty("meanOfNonZero"); // JSON has no NaN
    }
    json.writeNumberProperty("leftOut", f.leftOut());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, int index, Recording one) {
    int n = one.events();
    json.writeObjectPropertyStart("recording");
    json.writeNumberProperty("index", index);
    json.writeNumberProperty("label", one.label());
    json.writeNumberProperty("spikes", n);
    if (n > 0) {
      json.writeNumberProperty("firstSpikeSeconds", one.seconds()[0]);
      json.writeNumberProperty("lastSpikeSeconds", one.seconds()[n - 1]);
    }
    json.writeEndObject();
  }
}
