namespace Community.Events.CheckIn;

/// <summary>A position that a user reports.</summary>
/// <param name="Latitude">WGS 84 degrees.</param>
/// <param name="Longitude">WGS 84 degrees.</param>
/// <param name="AccuracyM">The position's uncertainty, in metres.</param>
internal sealed record Position(double Latitude, double Longitude, double AccuracyM)
{
    /// <summary>Mean radius of the earth (IUGG), in metres.</summary>
    private const double EarthRadiusM = 6_371_008.8;

    /// <summary>Vaguer positions are refused.</summary>
    public const double VaguestM = 500;

    /// <summary>
    /// How much of a position's uncertainty counts in its favour at most. Without this limit, a vaguer position would be an advantage.
    /// </summary>
    private const double MostInFavourM = 100;

    private const double FastestMetresPerSecond = 300 / 3.6;

    /// <summary>The length of the great circle to that point (haversine), in metres.</summary>
    public double MetresTo(double latitude, double longitude)
    {
        var (here, there) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(latitude));
        var (north, east) = (there - here, double.DegreesToRadians(longitude - Longitude));
        var haversine = Square(Math.Sin(north / 2)) + (Math.Cos(here) * Math.Cos(there) * Square(Math.Sin(east / 2)));
        return 2 * EarthRadiusM * Math.Asin(Math.Min(1, Math.Sqrt(haversine)));
    }

    /// <summary>Whether a position at this distance may be within the radius.</summary>
    public bool IsWithin(double radiusM, double distanceM) => distanceM - Math.Min(AccuracyM, MostInFavourM) <= radiusM;

    /// <summary>
    /// Whether the move from the earlier position is implausible: faster than 300 km/h, even if both positions are off by their full
    /// uncertainty. The elapsed time counts as at least a second, because positions jump a little when several are requested at once.
    /// </summary>
    public bool IsImplausibleAfter(Position before, TimeSpan elapsed)
    {
        var surely = MetresTo(before.Latitude, before.Longitude) - AccuracyM - before.AccuracyM;
        return surely > FastestMetresPerSecond * Math.Max(1, Math.Abs(elapsed.TotalSeconds));
    }

    private static double Square(double x) => x * x;
}
