namespace Community.Social.Membership;

/// <summary>
/// <c>Social:FreeCircles</c> (0 to 1,000; 5: how many circles a free plan is in at most) and <c>Membership:MaxGroup</c> (1 to 1,000; 256: how many
/// changes of one community's memberships commit together).
/// </summary>
internal sealed record MembershipOptions(int FreeCircles, int MaxGroup)
{
    public static MembershipOptions Read(IConfiguration configuration)
    {
        return new(Number("Social:FreeCircles", 5, 0, 1_000), Number("Membership:MaxGroup", 256, 1, 1_000));

        int Number(string name, int otherwise, int least, int most) => configuration.GetValue(name, otherwise) is var value && value >= least && value <= most
            ? value
            : throw new InvalidOperationException($"{name} must be {least} to {most}.");
    }
}
