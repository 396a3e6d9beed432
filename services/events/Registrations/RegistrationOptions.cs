namespace Community.Events.Registrations;

/// <summary>
/// <c>Registrations:HoldSeconds</c> (60 to 86,400; 900), <c>:OfferSeconds</c> (the same; 7,200), <c>:SweepMilliseconds</c> (50 to 60,000; 1,000) and
/// <c>:MaxGroup</c> (1 to 1,000; 256: how many commands on one event commit together).
/// </summary>
internal sealed record RegistrationOptions(HoldTimes Holds, TimeSpan Sweep, int MaxGroup)
{
    public static RegistrationOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Registrations");
        return new(
            new HoldTimes(TimeSpan.FromSeconds(Number("HoldSeconds", 900, 60, 86_400)), TimeSpan.FromSeconds(Number("OfferSeconds", 7_200, 60, 86_400))),
            TimeSpan.FromMilliseconds(Number("SweepMilliseconds", 1_000, 50, 60_000)),
            Number("MaxGroup", 256, 1, 1_000));

        int Number(string name, int otherwise, int least, int most) => section.GetValue(name, otherwise) is var value && value >= least && value <= most
            ? value
            : throw new InvalidOperationException($"Registrations:{name} must be {least} to {most}.");
    }
}
