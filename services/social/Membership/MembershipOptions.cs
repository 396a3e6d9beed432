using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Social.Membership;

/// <summary>How many circles a free plan allows, and how membership commands are committed.</summary>
[Settings("")]
internal sealed class MembershipOptions
{
    public SocialSection Social { get; init; } = new();

    public MembershipSection Membership { get; init; } = new();

    /// <inheritdoc cref="SocialSection.FreeCircles"/>
    public int FreeCircles => Social.FreeCircles;

    /// <inheritdoc cref="MembershipSection.MaxGroup"/>
    public int MaxGroup => Membership.MaxGroup;

    internal sealed class SocialSection
    {
        /// <summary>How many circles a free plan allows at most.</summary>
        [Range(0, 1_000)]
        public int FreeCircles { get; init; } = 5;
    }

    internal sealed class MembershipSection
    {
        /// <summary>How many changes of one community's memberships commit together at most.</summary>
        [Range(1, 1_000)]
        public int MaxGroup { get; init; } = 256;
    }
}
