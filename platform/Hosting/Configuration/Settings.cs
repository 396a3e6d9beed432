using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Community.Platform.Hosting.Configuration;

/// <summary>
/// A class whose settable properties are the keys of a section of the configuration. Their data annotations define the permitted values;
/// their initial values are the defaults. docs/configuration.md lists each key; it is made from these classes.
/// </summary>
/// <param name="section">The section, such as <c>Registrations</c>; empty: the properties are sections.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingsAttribute(string section) : Attribute
{
    /// <summary>The section.</summary>
    public string Section { get; } = section;
}

/// <summary>Binds classes with <see cref="SettingsAttribute"/> and checks them.</summary>
public static class Settings
{
    /// <summary>
    /// Lets <typeparamref name="T"/> be injected. A wrong value stops the start; the error names the key, the value and the range.
    /// </summary>
    public static IServiceCollection AddSettings<T>(this IServiceCollection services)
        where T : class
    {
        services.AddOptions<T>().BindConfiguration(SectionOf(typeof(T))).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<T>, SettingsValidator<T>>());
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<T>>().Value);
        return services;
    }

    /// <summary>The settings while the service is still being put together.</summary>
    /// <exception cref="OptionsValidationException">A value is out of its range.</exception>
    /// <exception cref="InvalidOperationException">A value cannot be read as its type.</exception>
    public static T GetSettings<T>(this IConfiguration configuration)
        where T : class, new()
    {
        var (settings, section) = (new T(), SectionOf(typeof(T)));
        (section.Length == 0 ? configuration : configuration.GetSection(section)).Bind(settings);
        var faults = FaultsOf(settings, section).ToList();
        return faults.Count == 0 ? settings : throw new OptionsValidationException(section, typeof(T), faults);
    }

    /// <summary>All keys of a class.</summary>
    public static IEnumerable<string> KeysOf(Type settings) => KeysOf(settings, SectionOf(settings));

    internal static IEnumerable<string> FaultsOf(object settings, string section)
    {
        foreach (var (property, key) in PropertiesOf(settings.GetType(), section))
        {
            var value = property.GetValue(settings);
            if (IsSection(property.PropertyType))
            {
                foreach (var fault in value is null ? [] : FaultsOf(value, key))
                {
                    yield return fault;
                }

                continue;
            }

            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
            {
                // Values that are not numbers may be secrets.
                yield return rule switch
                {
                    RangeAttribute range => string.Create(
                        CultureInfo.InvariantCulture,
                        $"{key} is {value} and must be {range.Minimum} to {range.Maximum}."
                    ),
                    AllowedValuesAttribute allowed => $"{key} must be {string.Join(" or ", allowed.Values.Where(one => one is not ""))}.",
                    _ => $"{key}: {rule.FormatErrorMessage(property.Name)}",
                };
            }
        }

        if (settings is IValidatableObject whole)
        {
            foreach (var fault in whole.Validate(new ValidationContext(settings)))
            {
                yield return fault.ErrorMessage!;
            }
        }
    }

    internal static string SectionOf(Type settings) =>
        settings.GetCustomAttribute<SettingsAttribute>()?.Section ?? throw new InvalidOperationException($"{settings} has no [Settings].");

    private static IEnumerable<string> KeysOf(Type type, string section) =>
        PropertiesOf(type, section)
            .SelectMany(property =>
                property.Property.PropertyType switch
                {
                    { IsArray: true } list when IsSection(list.GetElementType()!) => KeysOf(list.GetElementType()!, property.Key + ":N"),
                    var one when IsSection(one) => KeysOf(one, property.Key),
                    _ => [property.Key],
                }
            );

    private static IEnumerable<(PropertyInfo Property, string Key)> PropertiesOf(Type type, string section) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.SetMethod is { IsPublic: true }
        let name = property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name
        select (property, section.Length == 0 ? name : $"{section}:{name}");

    private static bool IsSection(Type type) =>
        type is { IsClass: true, IsArray: false } && type.Assembly.GetName().Name!.StartsWith("Community.", StringComparison.Ordinal);
}

internal sealed class SettingsValidator<T> : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var faults = Settings.FaultsOf(options, Settings.SectionOf(typeof(T))).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
