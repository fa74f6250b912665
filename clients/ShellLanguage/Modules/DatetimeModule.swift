/// `datetime`: moments, spans and time zones.
enum DatetimeModule {
  static func make() -> Module {
    Module(
      "datetime",
      [
        "datetime": .object(DateTimeType.shared), "timedelta": .object(TimeSpanType.shared),
        "timezone": .object(TimeZoneType.shared),
        "UTC": .object(TimeZoneValue(0)),
      ])
  }
}
