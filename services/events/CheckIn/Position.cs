namespace Community.Events.CheckIn;

/// <summary>Where somebody says to be.</summary>
/// <param name="Latitude">WGS 84 degrees.</param>
/// <param name="Longitude">WGS 84 degrees.</param>
/// <param name="AccuracyM">How far off it may be, in metres.</param>
internal sealed record Position(double Latitude, double Longitude, double AccuracyM)
{
    /// <summary>Mean radius of the earth (IUGG), in metres.</summary>
    private const double EarthRadiusM = 6_371_008.8;

    /// <summary>Vaguer positions are of no use.</summary>
    public const double VaguestM = 500;

    /// <summary>How much of a position's vagueness counts in its favour: else a vaguer one would be the better ticket.</summary>
    private const double MostInFavourM = 100;

    private const double FastestMetresPerSecond = 300 / 3.6;

    /// <summary>The great circle's length to there (haversine).</summary>
    public double MetresTo(double latitude, double longitude)
    {
        var (here, there) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(latitude));
        var (north, east) = (there - here, double.DegreesToRadians(longitude - Longitude));
        var haversine = Square(Math.Sin(north / 2)) + (Math.Cos(here) * Math.Cos(there) * Square(Math.Sin(east / 2)));
        return 2 * EarthRadiusM * Math.Asin(Math.Min(1, Math.Sqrt(haversine)));
    }

    /// <summary>Whether somebody so far away may stand within the radius.</summary>
    public bool IsWithin(double radiusM, double distanceM) => distanceM - Math.Min(AccuracyM, MostInFavourM) <= radiusM;

    /// <summary>
    /// Whether nobody comes so fast from where he was: over 300 km/h, though both positions be as far off as they may. A
    /// second is the shortest time counted, for positions jump about a little when asked for at once.
    /// </summary>
    public bool IsImplausibleAfter(Position before, TimeSpan elapsed)
    {
        var surely = MetresTo(before.Latitude, before.Longitude) - AccuracyM - before.AccuracyM;
        return surely > FastestMetresPerSecond * Math.Max(1, Math.Abs(elapsed.TotalSeconds));
    }

    private static double Square(double x) => x * x;
}
