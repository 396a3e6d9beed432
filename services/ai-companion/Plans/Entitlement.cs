namespace Community.Companion.Plans;

/// <summary>The entitlements that this service checks.</summary>
internal static class EntitlementCode
{
    public const string UnlimitedCompanion = "unlimited_companion";
    public const string AllCourses = "all_courses";
}
