package dev.visitortracker.api;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Objects;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ReflectionUtils;

/**
 * Gives each stage its own record of {@link ApiSettings} as a bean. All are bound as one, which is
 * how an unknown key is found.
 */
final class StageSettings implements ImportBeanDefinitionRegistrar {
  private final BeanFactory beans;

  StageSettings(BeanFactory beans) {
    this.beans = beans;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    for (RecordComponent component : ApiSettings.class.getRecordComponents()) {
      if (component.getType().isRecord()) {
        register(component, component.getType(), registry);
      }
    }
  }

  private <T> void register(
      RecordComponent component, Class<T> type, BeanDefinitionRegistry registry) {
    registry.registerBeanDefinition(
        component.getName() + "Settings",
        BeanDefinitionBuilder.genericBeanDefinition(
                type, () -> Objects.requireNonNull(type.cast(value(component))))
            .getBeanDefinition());
  }

  /** No record of a stage is absent: each has its defaults. */
  private Object value(RecordComponent component) {
    Method accessor = component.getAccessor();
    ReflectionUtils.makeAccessible(accessor);
    Object settings = ReflectionUtils.invokeMethod(accessor, beans.getBean(ApiSettings.class));
    return Objects.requireNonNull(settings);
  }
}
