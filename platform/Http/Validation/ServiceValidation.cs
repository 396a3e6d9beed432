using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;

#pragma warning disable ASP0029 // the filter's extension point is marked experimental; Platform.Tests notices if it changes

namespace Community.Platform.Http.Validation;

/// <summary>
/// Validates all input that a minimal API binds, by data annotations, on every endpoint by default. It uses .NET 10's validation filter
/// with a resolver of its own: the framework's source generator sees only types of the assembly that calls it, keys errors by C# names, and
/// knows neither <c>Optional</c> nor attributes on record parameters.
/// </summary>
public static class ServiceValidation
{
    /// <summary>Validates the arguments of all endpoints; refusals are 400 with errors by the snake_case JSON path.</summary>
    public static IServiceCollection AddServiceValidation(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ValidationPlans(
            provider.GetRequiredService<IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions
        ));
        services.AddSingleton<RequestFaults>();
        services.AddScoped<ValidationFaults>();
        services.AddSingleton<Resolver>();
        services.AddOptions<ValidationOptions>().Configure<Resolver>((options, resolver) => options.Resolvers.Insert(0, resolver));
        return services;
    }

    private sealed class Resolver(IServiceProviderIsService services, ValidationPlans plans) : IValidatableInfoResolver
    {
        public bool TryGetValidatableParameterInfo(ParameterInfo parameterInfo, [NotNullWhen(true)] out IValidatableInfo? validatableInfo)
        {
            var plan = IsInput(parameterInfo) ? plans.ForParameter(parameterInfo) : null;
            validatableInfo = plan is null ? null : new Argument(plan);
            return plan is not null;
        }

        public bool TryGetValidatableTypeInfo(Type type, [NotNullWhen(true)] out IValidatableInfo? validatableInfo)
        {
            validatableInfo = null;
            return false;
        }

        // Types that the framework provides by itself. They are not validated; a principal's object graph also has cycles.
        private static readonly HashSet<Type> Given =
        [
            typeof(ClaimsPrincipal),
            typeof(CancellationToken),
            typeof(Stream),
            typeof(PipeReader),
        ];

        private bool IsInput(ParameterInfo parameter) =>
            !Given.Contains(parameter.ParameterType)
            && !parameter.IsDefined(typeof(FromServicesAttribute))
            && !parameter.IsDefined(typeof(FromKeyedServicesAttribute))
            && !services.IsService(parameter.ParameterType)
            && parameter.ParameterType.Namespace?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) != true;
    }

    private sealed class Argument(MemberPlan plan) : IValidatableInfo
    {
        public Task ValidateAsync(object? value, ValidateContext context, CancellationToken cancellationToken)
        {
            var faults = new ValidationFaults(context.ValidationContext);
            plan.Validate(value, path: "", faults);
            if (faults.All.Count > 0)
            {
                // The filter takes only texts, and needs one to refuse the request. A previous argument may have had faults.
                var all = context.ValidationContext.GetRequiredService<ValidationFaults>();
                context.ValidationErrors ??= new(StringComparer.Ordinal);
                foreach (var fault in faults.All)
                {
                    all.Add(fault);
                    context.ValidationErrors[fault.Field] = [fault.Fault.Message];
                }
            }

            return Task.CompletedTask;
        }
    }
}
